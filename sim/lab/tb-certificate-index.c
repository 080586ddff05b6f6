/* tb-certificate-index: see the header. Everything is kept in the order of the journal; what belongs to one subject or one certificate is a chain
 * from the newest backwards, so that going back in time is following it. */
#include "tb-certificate-index.h"

/* As the engine has it: a tenth of the lifetime before the end. */
#define SOON_DIVISOR 10

struct _TbCertificateIndex
{
  TbJournal *journal;       /* owned */
  GArray *entries;          /* TbCertificateEntry */
  GArray *changes;          /* TbCertificateChange */
  GArray *crls;             /* TbCrlEntry */
  GArray *authorities;      /* guint: entries with a depth */
  GArray *firsts;           /* guint64: places of the first certificate of each subject */
  GHashTable *latest;       /* subject to its newest entry, plus 1; without authorities' own certificates */
  guint64 n_read;
};

/**
 * tb_certificate_index_new:
 * @journal: what happens
 *
 * Returns: (transfer full): an index of nothing yet
 */
TbCertificateIndex *
tb_certificate_index_new (TbJournal *journal)
{
  TbCertificateIndex *index = g_new0 (TbCertificateIndex, 1);

  index->journal = tb_journal_ref (journal);
  index->entries = g_array_new (FALSE, FALSE, sizeof (TbCertificateEntry));
  index->changes = g_array_new (FALSE, FALSE, sizeof (TbCertificateChange));
  index->crls = g_array_new (FALSE, FALSE, sizeof (TbCrlEntry));
  index->authorities = g_array_new (FALSE, FALSE, sizeof (guint));
  index->firsts = g_array_new (FALSE, FALSE, sizeof (guint64));
  index->latest = g_hash_table_new (NULL, NULL);
  return index;
}

void
tb_certificate_index_free (TbCertificateIndex *index)
{
  g_hash_table_unref (index->latest);
  g_array_unref (index->firsts);
  g_array_unref (index->authorities);
  g_array_unref (index->crls);
  g_array_unref (index->changes);
  g_array_unref (index->entries);
  tb_journal_unref (index->journal);
  g_free (index);
}

static TbCertificateEntry *
entry_at (TbCertificateIndex *index, guint certificate)
{
  return &g_array_index (index->entries, TbCertificateEntry, certificate);
}

static guint
newest_of (TbCertificateIndex *index, guint32 subject)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (index->latest, GUINT_TO_POINTER (subject))) - 1;
}

static void
read_issued (TbCertificateIndex *index, const TbRecord *record, guint64 place)
{
  guint previous = newest_of (index, record->subject);
  const TbCertificateEntry entry = { place, G_MAXUINT64, record->time_us, record->value, record->subject, record->object, record->payload, previous,
                                     TB_NO_CERTIFICATE, -1 };

  g_hash_table_insert (index->latest, GUINT_TO_POINTER (record->subject), GUINT_TO_POINTER (index->entries->len + 1));
  g_array_append_val (index->entries, entry);
  if (previous == TB_NO_CERTIFICATE)
    g_array_append_val (index->firsts, place);
}

static void
read_installed (TbCertificateIndex *index, const TbRecord *record, guint64 place)
{
  guint certificate = newest_of (index, record->subject);

  if (certificate != TB_NO_CERTIFICATE && entry_at (index, certificate)->installed == G_MAXUINT64)
    entry_at (index, certificate)->installed = place;
}

static void
read_authority (TbCertificateIndex *index, const TbRecord *record, guint64 place)
{
  static const int depths[] = { [TB_DEPTH_ROOT] = 0, [TB_DEPTH_ISSUING] = 1, [TB_DEPTH_NEXT_ROOT] = 0, [TB_DEPTH_CROSS] = 1 };
  int depth = record->detail < G_N_ELEMENTS (depths) ? depths[record->detail] : record->detail;
  const TbCertificateEntry entry = { place, place, record->time_us, record->value, record->subject, record->subject, record->payload, TB_NO_CERTIFICATE,
                                     TB_NO_CERTIFICATE, depth, record->detail == TB_DEPTH_CROSS };

  g_array_append_val (index->authorities, index->entries->len);
  g_array_append_val (index->entries, entry);
}

/* The one that is the same to the last byte; else the newest there is. */
static guint
find_same (TbCertificateIndex *index, guint32 subject, guint32 payload)
{
  GBytes *wanted = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (index->journal, payload) : NULL;
  guint newest = newest_of (index, subject);

  for (guint i = newest; wanted != NULL && i != TB_NO_CERTIFICATE; i = entry_at (index, i)->previous)
    if (entry_at (index, i)->payload != TB_NO_PAYLOAD && g_bytes_equal (wanted, tb_journal_get_payload (index->journal, entry_at (index, i)->payload)))
      return i;
  return newest;
}

static void
read_change (TbCertificateIndex *index, const TbRecord *record, guint64 place)
{
  guint certificate = find_same (index, record->subject, record->payload);
  TbCertificateChange change = { place, record->time_us, TB_NO_CERTIFICATE, record->detail, record->kind != TB_RECORD_CERTIFICATE_RELEASED };

  if (certificate == TB_NO_CERTIFICATE)
    return;
  change.previous = entry_at (index, certificate)->change;
  entry_at (index, certificate)->change = index->changes->len;
  g_array_append_val (index->changes, change);
}

static void
read_crl (TbCertificateIndex *index, const TbRecord *record, guint64 place)
{
  const TbCrlEntry crl = { place, record->subject, record->payload, record->detail != 0 };

  if (record->payload != TB_NO_PAYLOAD)
    g_array_append_val (index->crls, crl);
}

static const struct
{
  TbRecordKind kind;
  void (*read) (TbCertificateIndex *index, const TbRecord *record, guint64 place);
} readers[] = {
  { TB_RECORD_CERTIFICATE_ISSUED, read_issued },
  { TB_RECORD_CERTIFICATE_INSTALLED, read_installed },
  { TB_RECORD_AUTHORITY_MADE, read_authority },
  { TB_RECORD_CERTIFICATE_REVOKED, read_change },
  { TB_RECORD_FORMER_REVOKED, read_change },
  { TB_RECORD_CERTIFICATE_RELEASED, read_change },
  { TB_RECORD_CRL_PUBLISHED, read_crl },
};

static void
read_record (TbCertificateIndex *index, const TbRecord *record, guint64 place)
{
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i].kind == record->kind)
      readers[i].read (index, record, place);
}

/**
 * tb_certificate_index_read:
 * @index: an index
 * @position: how many records to have read at least; no more than the journal has
 */
void
tb_certificate_index_read (TbCertificateIndex *index, guint64 position)
{
  while (index->n_read < position)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (index->journal, index->n_read, position, &n_records);

      for (gsize i = 0; i < n_records; i++)
        read_record (index, &records[i], index->n_read + i);
      index->n_read += n_records;
    }
}

const TbCertificateEntry *
tb_certificate_index_get (TbCertificateIndex *index, guint certificate)
{
  return entry_at (index, certificate);
}

/* How many of @n things are before @position, where place_of gives each its place and they ascend. */
static guint
count_before (TbCertificateIndex *index, guint n, guint64 (*place_of) (TbCertificateIndex *index, guint i), guint64 position)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (place_of (index, middle) < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint64
place_of_entry (TbCertificateIndex *index, guint i)
{
  return entry_at (index, i)->issued;
}

static guint64
place_of_first (TbCertificateIndex *index, guint i)
{
  return g_array_index (index->firsts, guint64, i);
}

static guint64
place_of_authority (TbCertificateIndex *index, guint i)
{
  return entry_at (index, g_array_index (index->authorities, guint, i))->issued;
}

/**
 * tb_certificate_index_count:
 * @index: an index that has read up to @position
 * @position: how many records lie before the moment that is asked about
 *
 * Returns: how many certificates had been issued, authorities' own included; they are number 0 and up
 */
guint
tb_certificate_index_count (TbCertificateIndex *index, guint64 position)
{
  return count_before (index, index->entries->len, place_of_entry, position);
}

/**
 * tb_certificate_index_count_subjects:
 * @index: an index that has read up to @position
 * @position: the moment
 *
 * Returns: how many had been issued at least one
 */
guint
tb_certificate_index_count_subjects (TbCertificateIndex *index, guint64 position)
{
  return count_before (index, index->firsts->len, place_of_first, position);
}

/**
 * tb_certificate_index_count_authorities:
 * @index: an index that has read up to @position
 * @position: the moment
 *
 * Returns: how many certificates authorities had for themselves
 */
guint
tb_certificate_index_count_authorities (TbCertificateIndex *index, guint64 position)
{
  return count_before (index, index->authorities->len, place_of_authority, position);
}

/**
 * tb_certificate_index_get_authority:
 * @index: an index
 * @rank: 0 and up, in the order they were made
 *
 * Returns: number of that authority's certificate
 */
guint
tb_certificate_index_get_authority (TbCertificateIndex *index, guint rank)
{
  return g_array_index (index->authorities, guint, rank);
}

/**
 * tb_certificate_index_find_latest:
 * @index: an index that has read up to @position
 * @subject: an object
 * @position: the moment
 *
 * Returns: the last certificate it had been issued, whether it had arrived or not; %TB_NO_CERTIFICATE for none
 */
guint
tb_certificate_index_find_latest (TbCertificateIndex *index, guint32 subject, guint64 position)
{
  guint i = newest_of (index, subject);

  while (i != TB_NO_CERTIFICATE && entry_at (index, i)->issued >= position)
    i = entry_at (index, i)->previous;
  return i;
}

/**
 * tb_certificate_index_find_current:
 * @index: an index that has read up to @position
 * @subject: an object
 * @position: the moment
 *
 * Returns: the last certificate that had arrived at it, or one on its way when that is its first; %TB_NO_CERTIFICATE for none
 */
guint
tb_certificate_index_find_current (TbCertificateIndex *index, guint32 subject, guint64 position)
{
  guint latest = tb_certificate_index_find_latest (index, subject, position);

  for (guint i = latest; i != TB_NO_CERTIFICATE; i = entry_at (index, i)->previous)
    if (entry_at (index, i)->installed < position)
      return i;
  return latest;
}

/**
 * tb_certificate_index_find_issuer:
 * @index: an index that has read up to @position
 * @certificate: one of its certificates
 * @position: the moment
 *
 * Returns: the authority's certificate it was issued under: of those made before it, the last of the depth above; %TB_NO_CERTIFICATE for a root
 */
guint
tb_certificate_index_find_issuer (TbCertificateIndex *index, guint certificate, guint64 position)
{
  const TbCertificateEntry *entry = entry_at (index, certificate);
  guint found = TB_NO_CERTIFICATE;

  for (guint i = 0; i < index->authorities->len; i++)
    {
      guint candidate = g_array_index (index->authorities, guint, i);
      const TbCertificateEntry *other = entry_at (index, candidate);
      gboolean fits = entry->depth < 0 ? found == TB_NO_CERTIFICATE || other->depth >= entry_at (index, found)->depth : other->depth == entry->depth - 1;

      if (other->subject == entry->issuer && other->issued < MIN (entry->issued, position) && fits)
        found = candidate;
    }
  return found;
}

/**
 * tb_certificate_index_is_replaced:
 * @index: an index that has read up to @position
 * @certificate: one of its certificates
 * @position: the moment
 *
 * Returns: whether its subject had a newer one in use
 */
gboolean
tb_certificate_index_is_replaced (TbCertificateIndex *index, guint certificate, guint64 position)
{
  const TbCertificateEntry *entry = entry_at (index, certificate);
  guint current = entry->depth < 0 ? tb_certificate_index_find_current (index, entry->subject, position) : TB_NO_CERTIFICATE;

  return current != TB_NO_CERTIFICATE && current > certificate;
}

/**
 * tb_certificate_index_find_change:
 * @index: an index that has read up to @position
 * @certificate: one of its certificates
 * @position: the moment
 *
 * Returns: (transfer none) (nullable): the last that had become of it: revoked or released
 */
const TbCertificateChange *
tb_certificate_index_find_change (TbCertificateIndex *index, guint certificate, guint64 position)
{
  for (guint i = entry_at (index, certificate)->change; i != TB_NO_CERTIFICATE; i = g_array_index (index->changes, TbCertificateChange, i).previous)
    if (g_array_index (index->changes, TbCertificateChange, i).place < position)
      return &g_array_index (index->changes, TbCertificateChange, i);
  return NULL;
}

/**
 * tb_certificate_index_judge:
 * @index: an index that has read up to @position
 * @certificate: one of its certificates
 * @position: the moment, as a place in the journal
 * @time_us: the same as simulated time
 *
 * Returns: what to think of it: revoked, expired, expiring, on its way (%TB_IDENTITY_ENROLLING) or valid
 */
TbIdentityState
tb_certificate_index_judge (TbCertificateIndex *index, guint certificate, guint64 position, gint64 time_us)
{
  const TbCertificateEntry *entry = entry_at (index, certificate);
  const TbCertificateChange *change = tb_certificate_index_find_change (index, certificate, position);

  if (change != NULL && change->revoked)
    return TB_IDENTITY_REVOKED;
  if (time_us >= entry->not_after_us)
    return TB_IDENTITY_EXPIRED;
  if (entry->not_after_us - time_us <= (entry->not_after_us - entry->time_us) / SOON_DIVISOR)
    return TB_IDENTITY_EXPIRING;
  return entry->installed < position ? TB_IDENTITY_VALID : TB_IDENTITY_ENROLLING;
}

/**
 * tb_certificate_index_concerns:
 * @record: a record
 *
 * Returns: whether what is true of the certificate of its subject may change with it
 */
gboolean
tb_certificate_index_concerns (const TbRecord *record)
{
  switch (record->kind)
    {
    case TB_RECORD_CERTIFICATE_REQUESTED:
    case TB_RECORD_CERTIFICATE_ISSUED:
    case TB_RECORD_CERTIFICATE_INSTALLED:
    case TB_RECORD_CERTIFICATE_EXPIRING:
    case TB_RECORD_CERTIFICATE_EXPIRED:
    case TB_RECORD_CERTIFICATE_REVOKED:
    case TB_RECORD_FORMER_REVOKED:
    case TB_RECORD_CERTIFICATE_RELEASED:
    case TB_RECORD_ENROLMENT_REFUSED:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * tb_certificate_index_find_crl:
 * @index: an index that has read up to @position
 * @issuer: an authority
 * @position: the moment
 * @is_delta: which sort
 *
 * Returns: (transfer none) (nullable): the last list of that sort it had published
 */
const TbCrlEntry *
tb_certificate_index_find_crl (TbCertificateIndex *index, guint32 issuer, guint64 position, gboolean is_delta)
{
  for (guint i = index->crls->len; i-- > 0;)
    {
      const TbCrlEntry *crl = &g_array_index (index->crls, TbCrlEntry, i);

      if (crl->place < position && crl->issuer == issuer && crl->is_delta == is_delta)
        return crl;
    }
  return NULL;
}
