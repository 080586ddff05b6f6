/* tb-certificate-book: see the header. What certificates say is kept for some tens of thousands of them: reading one takes microseconds, keeping all of a
 * large fleet's would take more memory than the journal. */
#include "tb-certificate-book-private.h"

#define MAX_FACTS 32768
/* Steps that reading one costs. */
#define FACTS_COST 100

struct _TbCertificateBook
{
  TbJournal *journal;          /* owned */
  TbCertificateIndex *index;   /* owned */
  GArray *lives;               /* guint32 by certificate */
  GArray *certificates;        /* guint by life; 0 is nobody's */
  GHashTable *facts;           /* payload to TbCertificateFacts */
  GHashTable *shown;           /* DER, the journal's, to its number + 1 */
  guint n_shown;               /* certificates that are in it */
};

TbCertificateBook *
tb_certificate_book_new (TbJournal *journal)
{
  TbCertificateBook *book = g_new0 (TbCertificateBook, 1);
  const guint none = TB_NO_CERTIFICATE;

  book->journal = tb_journal_ref (journal);
  book->index = tb_certificate_index_new (journal);
  book->lives = g_array_new (FALSE, FALSE, sizeof (guint32));
  book->certificates = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (book->certificates, none);
  book->facts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tb_certificate_facts_free);
  book->shown = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  return book;
}

void
tb_certificate_book_free (TbCertificateBook *book)
{
  g_hash_table_unref (book->shown);
  g_hash_table_unref (book->facts);
  g_array_unref (book->certificates);
  g_array_unref (book->lives);
  tb_certificate_index_free (book->index);
  tb_journal_unref (book->journal);
  g_free (book);
}

/* Lives are numbered in the order in which authorities issued. */
void
tb_certificate_book_read (TbCertificateBook *book, guint64 position)
{
  guint n;

  tb_certificate_index_read (book->index, position);
  n = tb_certificate_index_count (book->index, position);
  for (guint i = book->lives->len; i < n; i++)
    {
      gboolean has_life = tb_certificate_index_get (book->index, i)->depth < 0;
      guint32 life = has_life ? book->certificates->len : 0;

      g_array_append_val (book->lives, life);
      if (has_life)
        g_array_append_val (book->certificates, i);
    }
}

TbCertificateIndex *
tb_certificate_book_get_index (TbCertificateBook *book)
{
  return book->index;
}

guint
tb_certificate_book_get_n (TbCertificateBook *book)
{
  return book->lives->len;
}

guint32
tb_certificate_book_get_life (TbCertificateBook *book, guint certificate)
{
  return g_array_index (book->lives, guint32, certificate);
}

guint
tb_certificate_book_find_life (TbCertificateBook *book, guint32 life)
{
  return life < book->certificates->len ? g_array_index (book->certificates, guint, life) : TB_NO_CERTIFICATE;
}

guint
tb_certificate_book_find_same (TbCertificateBook *book, guint32 subject, GBytes *der, guint64 position)
{
  guint found = tb_certificate_index_find_latest (book->index, subject, position);

  for (; found != TB_NO_CERTIFICATE; found = tb_certificate_index_get (book->index, found)->previous)
    {
      guint32 payload = tb_certificate_index_get (book->index, found)->payload;

      if (payload != TB_NO_PAYLOAD && g_bytes_equal (tb_journal_get_payload (book->journal, payload), der))
        return found;
    }
  return TB_NO_CERTIFICATE;
}

/* All by their bytes, since a copy is shown by somebody else than its holder. */
static void
read_shown (TbCertificateBook *book)
{
  for (; book->n_shown < book->lives->len; book->n_shown++)
    {
      guint32 payload = tb_certificate_index_get (book->index, book->n_shown)->payload;

      if (payload != TB_NO_PAYLOAD)
        g_hash_table_insert (book->shown, tb_journal_get_payload (book->journal, payload), GUINT_TO_POINTER (book->n_shown + 1));
    }
}

guint
tb_certificate_book_find_shown (TbCertificateBook *book, GBytes *der, guint64 position)
{
  guint found;

  read_shown (book);
  found = GPOINTER_TO_UINT (g_hash_table_lookup (book->shown, der));
  return found > 0 && found <= tb_certificate_index_count (book->index, position) ? found - 1 : TB_NO_CERTIFICATE;
}

const TbCertificateFacts *
tb_certificate_book_get_facts (TbCertificateBook *book, guint32 payload, TbWork *work)
{
  TbCertificateFacts *facts = g_hash_table_lookup (book->facts, GUINT_TO_POINTER (payload));

  if (facts != NULL || payload == TB_NO_PAYLOAD)
    return facts;
  if (work != NULL)
    tb_work_spend (work, FACTS_COST);
  facts = tb_certificate_facts_new (tb_journal_get_payload (book->journal, payload));
  if (facts == NULL)
    return NULL;
  if (g_hash_table_size (book->facts) >= MAX_FACTS)
    g_hash_table_remove_all (book->facts);
  g_hash_table_insert (book->facts, GUINT_TO_POINTER (payload), facts);
  return facts;
}
