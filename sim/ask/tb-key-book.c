/* tb-key-book: see the header. A certificate is parsed for its key only where its bytes do not hold the one its holder made last. */
#include "tb-key-book-private.h"

#include <string.h>

#include "tb-key.h"

#define NO_HOLDING G_MAXUINT32

static const guint sizes[TB_KEY_N_ALGORITHMS] = {
  [TB_KEY_P256] = 256, [TB_KEY_RSA2048] = 2048, [TB_KEY_RSA3072] = 3072, [TB_KEY_RSA4096] = 4096,
  [TB_KEY_P384] = 384, [TB_KEY_P521] = 521, [TB_KEY_ED25519] = 253,
};

struct _TbKeyBook
{
  const TbMoment *moment;     /* borrowed: owns this */
  guint64 n_read;
  GArray *keys;               /* TbKnownKey */
  GArray *holdings;           /* TbKeyHolding, by place */
  GHashTable *by_id;          /* to its number + 1 */
  GHashTable *held;           /* set of key and holder */
  GHashTable *by_holder;      /* holder to the payload of the last key it made */
};

static void
known_key_clear (gpointer key)
{
  g_free (((TbKnownKey *) key)->id);
}

TbKeyBook *
tb_key_book_new (const TbMoment *moment)
{
  TbKeyBook *book = g_new0 (TbKeyBook, 1);

  book->moment = moment;
  book->keys = g_array_new (FALSE, FALSE, sizeof (TbKnownKey));
  g_array_set_clear_func (book->keys, known_key_clear);
  book->holdings = g_array_new (FALSE, FALSE, sizeof (TbKeyHolding));
  book->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  book->held = g_hash_table_new (NULL, NULL);
  book->by_holder = g_hash_table_new (NULL, NULL);
  return book;
}

void
tb_key_book_free (TbKeyBook *book)
{
  g_hash_table_unref (book->by_holder);
  g_hash_table_unref (book->held);
  g_hash_table_unref (book->by_id);
  g_array_unref (book->holdings);
  g_array_unref (book->keys);
  g_free (book);
}

/* Takes @id. */
static guint32
take_key (TbKeyBook *book, char *id, const char *algorithm, guint bits)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (book->by_id, id));
  const TbKnownKey key = { id, algorithm, bits, G_MAXINT64, NO_HOLDING };

  if (found > 0)
    {
      g_free (id);
      return found - 1;
    }
  g_array_append_val (book->keys, key);
  g_hash_table_insert (book->by_id, id, GUINT_TO_POINTER (book->keys->len));
  return book->keys->len - 1;
}

static TbKnownKey *
key_at (TbKeyBook *book, guint32 key)
{
  return &g_array_index (book->keys, TbKnownKey, key);
}

static void
hold (TbKeyBook *book, guint32 key, const TbRecord *record, guint64 place, TbKeyMadeBy maker)
{
  guint32 latest = key_at (book, key)->latest;
  const TbKeyHolding holding = { place, record->time_us, record->subject, key, latest != NO_HOLDING ? tb_key_book_get (book, latest)->rank + 1 : 0, latest, maker };

  if (!g_hash_table_add (book->held, GSIZE_TO_POINTER ((gsize) key << 32 | record->subject)))
    return;
  key_at (book, key)->latest = book->holdings->len;
  g_array_append_val (book->holdings, holding);
}

/* --- records --- */

static void
take_told (TbKeyBook *book, const TbRecord *record, guint64 place, guint told, TbKeyMadeBy maker)
{
  GBytes *spki = tb_journal_get_payload (book->moment->journal, record->payload);
  guint algorithm = MIN (told, TB_KEY_N_ALGORITHMS - 1);
  guint32 key = take_key (book, tb_certificate_facts_hash (spki), tb_key_algorithm_to_code ((TbKeyAlgorithm) algorithm), sizes[algorithm]);

  hold (book, key, record, place, maker);
  g_hash_table_insert (book->by_holder, GUINT_TO_POINTER (record->subject), GUINT_TO_POINTER (record->payload));
}

static void
read_made (TbKeyBook *book, const TbRecord *record, guint64 place)
{
  take_told (book, record, place, record->detail, TB_KEY_MADE_BY_HOLDER);
}

static void
read_given (TbKeyBook *book, const TbRecord *record, guint64 place)
{
  take_told (book, record, place, (guint) record->value, record->detail == TB_KEY_MAKER_AUTHORITY ? TB_KEY_MADE_BY_AUTHORITY : TB_KEY_MADE_BY_FACTORY);
}

/* Whether a certificate is for the key that its holder made last: then its bytes are among those of the certificate. */
static gboolean
is_for_own_key (TbKeyBook *book, const TbRecord *record)
{
  TbJournal *journal = book->moment->journal;
  gpointer spki;
  gconstpointer whole, part;
  gsize n, n_part;

  if (!g_hash_table_lookup_extended (book->by_holder, GUINT_TO_POINTER (record->subject), NULL, &spki))
    return FALSE;
  whole = g_bytes_get_data (tb_journal_get_payload (journal, record->payload), &n);
  part = g_bytes_get_data (tb_journal_get_payload (journal, GPOINTER_TO_UINT (spki)), &n_part);
  return memmem (whole, n, part, n_part) != NULL;
}

static gboolean
find_certified (TbKeyBook *book, guint32 payload, guint32 *key)
{
  TbCertificateBook *certificates = tb_moment_read_index (book->moment, TB_INDEX_CERTIFICATE, 0);
  const TbCertificateFacts *facts = tb_certificate_book_get_facts (certificates, payload, NULL);

  if (facts != NULL)
    *key = take_key (book, g_strdup (facts->key), g_intern_string (facts->algorithm), facts->bits);
  return facts != NULL;
}

/* A device whose certificate is for a key that nobody made in the run came with it; services and authorities have made theirs. */
static void
read_certificate (TbKeyBook *book, const TbRecord *record, guint64 place)
{
  TbRole role = tb_fleet_get_role (book->moment->fleet, record->subject);
  gboolean is_device = role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
  guint32 key;

  if (record->payload != TB_NO_PAYLOAD && !is_for_own_key (book, record) && find_certified (book, record->payload, &key))
    hold (book, key, record, place, is_device ? TB_KEY_MADE_BY_FACTORY : TB_KEY_MADE_BY_HOLDER);
}

static void
read_stolen (TbKeyBook *book, const TbRecord *record, guint64 place)
{
  guint32 key;

  if (record->payload != TB_NO_PAYLOAD && find_certified (book, record->payload, &key))
    key_at (book, key)->stolen_us = MIN (key_at (book, key)->stolen_us, record->time_us);
}

static void (*const readers[TB_RECORD_N_KINDS]) (TbKeyBook *book, const TbRecord *record, guint64 place) = {
  [TB_RECORD_KEY_MADE] = read_made,
  [TB_RECORD_KEY_GIVEN] = read_given,
  [TB_RECORD_CERTIFICATE_ISSUED] = read_certificate,
  [TB_RECORD_AUTHORITY_MADE] = read_certificate,
  [TB_RECORD_KEY_STOLEN] = read_stolen,
};

void
tb_key_book_read (TbKeyBook *book, guint64 position)
{
  while (book->n_read < position)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (book->moment->journal, book->n_read, position, &n_records);

      for (gsize i = 0; i < n_records; i++)
        if (records[i].kind < TB_RECORD_N_KINDS && readers[records[i].kind] != NULL)
          readers[records[i].kind] (book, &records[i], book->n_read + i);
      book->n_read += n_records;
    }
}

/* --- questions --- */

const TbKeyHolding *
tb_key_book_get (TbKeyBook *book, guint holding)
{
  return &g_array_index (book->holdings, TbKeyHolding, holding);
}

guint
tb_key_book_count (TbKeyBook *book, guint64 position)
{
  guint low = 0, high = book->holdings->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (tb_key_book_get (book, middle)->place < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const TbKnownKey *
tb_key_book_get_key (TbKeyBook *book, guint32 key)
{
  return key_at (book, key);
}

const TbKnownKey *
tb_key_book_find (TbKeyBook *book, const char *id)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (book->by_id, id));

  return found > 0 ? key_at (book, found - 1) : NULL;
}

guint
tb_key_book_count_holders (TbKeyBook *book, guint32 key, guint64 position)
{
  guint32 i = key_at (book, key)->latest;

  while (i != NO_HOLDING && tb_key_book_get (book, i)->place >= position)
    i = tb_key_book_get (book, i)->previous;
  return i != NO_HOLDING ? tb_key_book_get (book, i)->rank + 1 : 0;
}
