/* tb-life-index: see the header. What belongs to one holder is a chain from the newest certificate backwards; so are the revocations of one certificate.
 * Counting over time is in tb-life-count.c. */
#include "tb-life-index-private.h"

/* TLS alert certificate_revoked (RFC 9846 section 6.2). */
#define ALERT_REVOKED 44

enum { IS_VALID = 1, HAD_ONE = 2 };

/**
 * tb_life_index_new:
 * @journal: what happens
 * @fleet: to whom
 *
 * Returns: (transfer full): an index that has read nothing yet
 */
TbLifeIndex *
tb_life_index_new (TbJournal *journal, TbFleet *fleet)
{
  TbLifeIndex *index = g_new0 (TbLifeIndex, 1);

  index->journal = tb_journal_ref (journal);
  index->fleet = tb_fleet_ref (fleet);
  index->lives = g_array_new (FALSE, TRUE, sizeof (TbLife));
  index->takebacks = g_array_new (FALSE, TRUE, sizeof (TbTakeback));
  index->renewals = g_array_new (FALSE, FALSE, sizeof (TbLifeRenewal));
  index->turns = g_array_new (FALSE, FALSE, sizeof (TbLifeTurn));
  index->policies = g_array_new (FALSE, FALSE, sizeof (TbLifePolicy));
  index->latest = g_new0 (guint32, tb_fleet_get_n_objects (fleet) + 1);
  index->validity = g_new0 (guint8, tb_fleet_get_n_objects (fleet) + 1);
  g_array_set_size (index->lives, 1);
  g_array_set_size (index->takebacks, 1);
  return index;
}

/**
 * tb_life_index_free:
 * @index: (transfer full): an index
 *
 * Frees it.
 */
void
tb_life_index_free (TbLifeIndex *index)
{
  g_free (index->validity);
  g_free (index->latest);
  g_array_unref (index->policies);
  g_array_unref (index->turns);
  g_array_unref (index->renewals);
  g_array_unref (index->takebacks);
  g_array_unref (index->lives);
  tb_fleet_unref (index->fleet);
  tb_journal_unref (index->journal);
  g_free (index);
}

static TbLife *
life_at (TbLifeIndex *index, guint32 life)
{
  return &g_array_index (index->lives, TbLife, life);
}

static TbTakeback *
takeback_at (TbLifeIndex *index, guint32 takeback)
{
  return &g_array_index (index->takebacks, TbTakeback, takeback);
}

static guint32
newest_in_use (TbLifeIndex *index, guint32 life)
{
  while (life != TB_NO_LIFE && life_at (index, life)->installed_us == TB_LIFE_NEVER)
    life = life_at (index, life)->previous;
  return life;
}

/* --- records --- */

/* Services have certificates too, but it is devices that are counted. */
static void
turn (TbLifeIndex *index, guint32 object, gint64 time_us, gboolean is_valid)
{
  TbRole role = tb_fleet_get_role (index->fleet, object);
  guint8 *validity = &index->validity[object];
  TbLifeTurn entry = { time_us, object, is_valid != FALSE, (*validity & HAD_ONE) == 0 };

  if ((role != TB_ROLE_DEVICE && role != TB_ROLE_GATEWAY) || ((*validity & IS_VALID) != 0) == (is_valid != FALSE))
    return;
  *validity = (guint8) (HAD_ONE | (is_valid ? IS_VALID : 0));
  g_array_append_val (index->turns, entry);
}

static void
read_issued (TbLifeIndex *index, const TbRecord *record)
{
  const TbLife life = { record->time_us, TB_LIFE_NEVER, TB_LIFE_NEVER, record->value, record->subject, record->payload, index->latest[record->subject], 0 };

  index->latest[record->subject] = index->lives->len;
  g_array_append_val (index->lives, life);
}

/* The one before is in use again, from now on: nobody took what came after it. */
static void
read_fallen_back (TbLifeIndex *index, const TbRecord *record)
{
  guint32 refused = newest_in_use (index, index->latest[record->subject]), before;

  if (refused == TB_NO_LIFE)
    return;
  before = newest_in_use (index, life_at (index, refused)->previous);
  life_at (index, refused)->installed_us = TB_LIFE_NEVER;
  if (before != TB_NO_LIFE)
    life_at (index, before)->replaced_us = TB_LIFE_NEVER;
}

/* The newest that is not in use yet: one that was made before and did not arrive never will. */
static void
read_installed (TbLifeIndex *index, const TbRecord *record)
{
  guint32 number = index->latest[record->subject], before;
  const TbLifeRenewal renewal = { record->time_us, record->subject };

  if (record->detail == 1)
    {
      read_fallen_back (index, record);
      return;
    }
  if (number == TB_NO_LIFE || life_at (index, number)->installed_us != TB_LIFE_NEVER)
    return;
  before = newest_in_use (index, number);
  life_at (index, number)->installed_us = record->time_us;
  turn (index, record->subject, record->time_us, record->time_us < life_at (index, number)->not_after_us);
  if (before == TB_NO_LIFE)
    return;
  life_at (index, before)->replaced_us = record->time_us;
  g_array_append_val (index->renewals, renewal);
}

static void
read_expired (TbLifeIndex *index, const TbRecord *record)
{
  turn (index, record->subject, record->time_us, FALSE);
}

/* The one that is the same to the last byte, else the one in use. */
static guint32
find_same (TbLifeIndex *index, guint32 object, guint32 payload)
{
  GBytes *wanted = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (index->journal, payload) : NULL;

  for (guint32 i = index->latest[object]; wanted != NULL && i != TB_NO_LIFE; i = life_at (index, i)->previous)
    if (life_at (index, i)->payload != TB_NO_PAYLOAD && g_bytes_equal (wanted, tb_journal_get_payload (index->journal, life_at (index, i)->payload)))
      return i;
  return newest_in_use (index, index->latest[object]);
}

/* A hold that becomes a revocation for good is the same takeback still. */
static void
read_revoked (TbLifeIndex *index, const TbRecord *record)
{
  guint32 life = find_same (index, record->subject, record->payload), before = life_at (index, life)->takeback;
  const TbTakeback takeback = { record->time_us, TB_LIFE_NEVER, TB_LIFE_NEVER, life, before, record->detail, TB_TAKEBACK_OPEN };

  if (life == TB_NO_LIFE)
    return;
  if (life == newest_in_use (index, index->latest[record->subject]))
    turn (index, record->subject, record->time_us, FALSE);
  if (before != 0 && takeback_at (index, before)->released_us == TB_LIFE_NEVER)
    {
      takeback_at (index, before)->reason = record->detail;
      return;
    }
  life_at (index, life)->takeback = index->takebacks->len;
  g_array_append_val (index->takebacks, takeback);
}

static void
read_released (TbLifeIndex *index, const TbRecord *record)
{
  guint32 life = find_same (index, record->subject, record->payload), takeback = life_at (index, life)->takeback;

  if (takeback == 0 || takeback_at (index, takeback)->released_us != TB_LIFE_NEVER)
    return;
  takeback_at (index, takeback)->released_us = record->time_us;
  if (life == newest_in_use (index, index->latest[record->subject]) && record->time_us < life_at (index, life)->not_after_us)
    turn (index, record->subject, record->time_us, TRUE);
}

/* Somebody acts on it that the certificate in use was revoked. */
static void
notice (TbLifeIndex *index, guint32 object, gint64 time_us, TbTakebackEnd end)
{
  guint32 life = object != TB_NOBODY ? newest_in_use (index, index->latest[object]) : TB_NO_LIFE;
  TbTakeback *takeback = takeback_at (index, life_at (index, life)->takeback);

  if (takeback->life == TB_NO_LIFE || takeback->released_us != TB_LIFE_NEVER || takeback->refused_us != TB_LIFE_NEVER
      || time_us >= life_at (index, life)->not_after_us)
    return;
  takeback->refused_us = time_us;
  takeback->end = (guint16) end;
}

/* Either side may have been the one that was revoked. */
static void
read_refused (TbLifeIndex *index, const TbRecord *record)
{
  if (record->detail != ALERT_REVOKED)
    return;
  notice (index, record->subject, record->time_us, TB_TAKEBACK_REFUSED);
  notice (index, record->object, record->time_us, TB_TAKEBACK_REFUSED);
}

static void
read_closed (TbLifeIndex *index, const TbRecord *record)
{
  if (record->detail == 1)
    notice (index, record->subject, record->time_us, TB_TAKEBACK_CLOSED);
}

static void
read_policy (TbLifeIndex *index, const TbRecord *record)
{
  TbLifePolicy change = { record->time_us, record->subject, tb_fleet_group_of (index->fleet, record->subject)->policy };
  GBytes *text = record->payload != TB_NO_PAYLOAD ? tb_journal_get_payload (index->journal, record->payload) : NULL;
  g_autofree char *copy = text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;

  if (copy != NULL && tb_enrol_policy_from_text (&change.policy, copy, NULL))
    g_array_append_val (index->policies, change);
}

static void (*const readers[TB_RECORD_N_KINDS]) (TbLifeIndex *index, const TbRecord *record) = {
  [TB_RECORD_CERTIFICATE_ISSUED] = read_issued,
  [TB_RECORD_CERTIFICATE_INSTALLED] = read_installed,
  [TB_RECORD_CERTIFICATE_EXPIRED] = read_expired,
  [TB_RECORD_CERTIFICATE_REVOKED] = read_revoked,
  [TB_RECORD_FORMER_REVOKED] = read_revoked,
  [TB_RECORD_CERTIFICATE_RELEASED] = read_released,
  [TB_RECORD_HANDSHAKE_REFUSED] = read_refused,
  [TB_RECORD_SESSION_CLOSED] = read_closed,
  [TB_RECORD_POLICY_CHANGED] = read_policy,
};

/* Returns: whether it says something about a certificate */
static gboolean
take (TbLifeIndex *index, const TbRecord *record)
{
  guint32 n = tb_fleet_get_n_objects (index->fleet);

  if (record->kind >= TB_RECORD_N_KINDS || readers[record->kind] == NULL || record->subject == TB_NOBODY || record->subject > n || record->object > n)
    return FALSE;
  readers[record->kind] (index, record);
  return TRUE;
}

/**
 * tb_life_index_read:
 * @index: an index
 * @position: how many records to read at least; what was read stays
 *
 * Reads on in the journal, as far as it has been published.
 *
 * Returns: whether it read anything about certificates
 */
gboolean
tb_life_index_read (TbLifeIndex *index, guint64 position)
{
  guint64 end = MIN (position, tb_journal_get_length (index->journal));
  gboolean is_news = FALSE;

  while (index->position < end)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (index->journal, index->position, end, &n_records);

      for (gsize i = 0; i < n_records; i++)
        is_news |= take (index, &records[i]);
      index->position += n_records;
    }
  return is_news;
}

/* --- questions --- */

/**
 * tb_life_index_get_n:
 * @index: an index
 *
 * Returns: how many certificates there were; they are number 1 to this
 */
guint
tb_life_index_get_n (TbLifeIndex *index)
{
  return index->lives->len - 1;
}

/**
 * tb_life_index_get_size:
 * @index: an index
 *
 * Returns: about how many bytes it takes
 */
gsize
tb_life_index_get_size (TbLifeIndex *index)
{
  return index->lives->len * sizeof (TbLife) + index->takebacks->len * sizeof (TbTakeback) + index->renewals->len * sizeof (TbLifeRenewal)
         + index->turns->len * sizeof (TbLifeTurn) + tb_fleet_get_n_objects (index->fleet) * (sizeof (guint32) + sizeof (guint8));
}

/**
 * tb_life_index_get_fleet:
 * @index: an index
 *
 * Returns: (transfer none): whose certificates they are
 */
TbFleet *
tb_life_index_get_fleet (TbLifeIndex *index)
{
  return index->fleet;
}

/**
 * tb_life_index_get:
 * @index: an index
 * @life: from 1 on
 *
 * Returns: (transfer none): it, until more is read
 */
const TbLife *
tb_life_index_get (TbLifeIndex *index, guint32 life)
{
  return life_at (index, life);
}

/**
 * tb_life_index_find:
 * @index: an index
 * @object: a holder
 * @now_us: when
 *
 * Returns: what it had in use then, be it in force or not; %TB_NO_LIFE for nothing yet
 */
guint32
tb_life_index_find (TbLifeIndex *index, guint32 object, gint64 now_us)
{
  guint32 life = index->latest[object];

  while (life != TB_NO_LIFE && (life_at (index, life)->installed_us == TB_LIFE_NEVER || life_at (index, life)->installed_us > now_us))
    life = life_at (index, life)->previous;
  return life;
}

/**
 * tb_life_index_find_takeback:
 * @index: an index
 * @life: a certificate
 * @now_us: when
 *
 * Returns: (transfer none) (nullable): the last revocation of it until then, until more is read
 */
const TbTakeback *
tb_life_index_find_takeback (TbLifeIndex *index, guint32 life, gint64 now_us)
{
  guint32 takeback = life_at (index, life)->takeback;

  while (takeback != 0 && takeback_at (index, takeback)->revoked_us > now_us)
    takeback = takeback_at (index, takeback)->previous;
  return takeback != 0 ? takeback_at (index, takeback) : NULL;
}

/**
 * tb_life_index_find_earlier:
 * @index: an index
 * @takeback: a revocation
 *
 * Returns: (transfer none) (nullable): the one before of the same certificate, which had been released
 */
const TbTakeback *
tb_life_index_find_earlier (TbLifeIndex *index, const TbTakeback *takeback)
{
  return takeback->previous != 0 ? takeback_at (index, takeback->previous) : NULL;
}

/**
 * tb_takeback_get_end:
 * @takeback: a revocation
 * @life: of this certificate
 * @now_us: when
 *
 * Returns: until when the revoked certificate was good for something, as far as is known then; @now_us where it still is
 */
gint64
tb_takeback_get_end (const TbTakeback *takeback, const TbLife *life, gint64 now_us)
{
  gint64 end_us = MIN (MIN (takeback->refused_us, takeback->released_us), MIN (life->replaced_us, life->not_after_us));

  return MAX (MIN (end_us, now_us), takeback->revoked_us);
}

/**
 * tb_takeback_holds:
 * @takeback: (nullable): a revocation
 * @now_us: when
 *
 * Returns: whether the certificate was revoked then
 */
gboolean
tb_takeback_holds (const TbTakeback *takeback, gint64 now_us)
{
  return takeback != NULL && takeback->revoked_us <= now_us && takeback->released_us > now_us;
}
