/* tb-audit-trail: see the header. Entries are kept in chunks that never move, so that whoever shows them needs no lock. */
#include "tb-audit-trail.h"

#include "tb-certificate-facts.h"

#define CHUNK_ENTRIES 8192
#define MAX_CHUNKS    65536
#define LOOK_EVERY    65536

/* What the next entry of an object follows from. */
typedef struct
{
  guint32 request;     /* its last request, until it was answered */
  guint32 issue;       /* its last certificate, until it was installed */
  guint32 in_use;      /* payload of the one it has in use */
  guint64 order;       /* place of the command that wants it to ask for the next, until it does */
} Thread;

struct _TbAuditTrail
{
  gint references;
  TbRun *run;                 /* owned */
  TbJournal *journal;         /* owned */
  TbFleet *fleet;             /* owned */
  GMutex reading;
  guint64 position;           /* records read so far */
  guint64 command;            /* place of the last command */
  gint64 command_us;
  Thread *threads;            /* by object */
  TbAuditEntry **chunks;
  guint n;                    /* atomic */
};

/**
 * tb_audit_trail_new:
 * @run: a run
 *
 * Returns: (transfer full): its log, with nothing read yet
 */
TbAuditTrail *
tb_audit_trail_new (TbRun *run)
{
  TbAuditTrail *trail = g_new0 (TbAuditTrail, 1);
  guint32 n_objects;

  trail->references = 1;
  trail->run = tb_run_ref (run);
  trail->journal = tb_journal_ref (tb_run_get_journal (run));
  trail->fleet = tb_fleet_ref (tb_run_get_fleet (run));
  n_objects = tb_fleet_get_n_objects (trail->fleet);
  trail->threads = g_new0 (Thread, n_objects + 1);
  for (guint32 i = 0; i <= n_objects; i++)
    {
      trail->threads[i].in_use = TB_NO_PAYLOAD;
      trail->threads[i].order = TB_AUDIT_NO_COMMAND;
    }
  trail->chunks = g_new0 (TbAuditEntry *, MAX_CHUNKS);
  trail->command = TB_AUDIT_NO_COMMAND;
  trail->command_us = -1;
  g_mutex_init (&trail->reading);
  return trail;
}

/**
 * tb_audit_trail_ref:
 * @trail: a log
 *
 * Returns: (transfer full): the same
 */
TbAuditTrail *
tb_audit_trail_ref (TbAuditTrail *trail)
{
  g_atomic_int_inc (&trail->references);
  return trail;
}

/**
 * tb_audit_trail_unref:
 * @trail: (transfer full): a log
 *
 * Frees it when it was the last.
 */
void
tb_audit_trail_unref (TbAuditTrail *trail)
{
  if (!g_atomic_int_dec_and_test (&trail->references))
    return;
  for (guint i = 0; i < MAX_CHUNKS && trail->chunks[i] != NULL; i++)
    g_free (trail->chunks[i]);
  g_free (trail->chunks);
  g_free (trail->threads);
  g_mutex_clear (&trail->reading);
  tb_fleet_unref (trail->fleet);
  tb_journal_unref (trail->journal);
  tb_run_unref (trail->run);
  g_free (trail);
}

/**
 * tb_audit_trail_get_run:
 * @trail: a log
 *
 * Returns: (transfer none): the run it is of
 */
TbRun *
tb_audit_trail_get_run (TbAuditTrail *trail)
{
  return trail->run;
}

/* --- reading --- */

static char *
dup_text (TbAuditTrail *trail, guint32 payload)
{
  GBytes *bytes = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (trail->journal, payload) : NULL;

  return bytes != NULL ? g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes)) : NULL;
}

static char *
dup_command (TbAuditTrail *trail, guint64 command)
{
  return command != TB_AUDIT_NO_COMMAND ? dup_text (trail, tb_journal_get (trail->journal, command)->payload) : NULL;
}

/* What is recorded at the moment of a command and after it came from it: a command has its turn when all else of that moment has happened. */
static guint64
find_command (TbAuditTrail *trail, const TbRecord *record)
{
  return record->time_us == trail->command_us ? trail->command : TB_AUDIT_NO_COMMAND;
}

static const TbAuditKind *
find_kind (TbAuditTrail *trail, const TbRecord *record)
{
  g_autofree char *command = record->kind == TB_RECORD_COMMAND_REFUSED ? dup_command (trail, trail->command) : NULL;

  return command != NULL ? tb_audit_kind_find_refused (command) : tb_audit_kind_find (record->kind);
}

/* Whoever is told to ask for a certificate does so when it has made its key, or when it is on again. */
static void
note_order (TbAuditTrail *trail, const TbRecord *record, guint64 place)
{
  g_autofree char *text = dup_text (trail, record->payload);
  g_autoptr (TbCommand) command = text != NULL ? tb_command_parse (text, NULL) : NULL;
  gboolean is_order = command != NULL && (command->verb == TB_COMMAND_ENROL || command->verb == TB_COMMAND_RENEW);
  const char *device = is_order ? tb_command_get (command, "device") : NULL, *name = is_order ? tb_command_get (command, "group") : NULL;
  const TbGroup *group = name != NULL ? tb_fleet_find_group (trail->fleet, name) : NULL;

  if (device != NULL)
    trail->threads[tb_fleet_find (trail->fleet, device)].order = place;
  for (guint32 i = 0; group != NULL && i < group->count; i++)
    trail->threads[group->first + i].order = place;
}

static guint64
take_order (Thread *thread, const TbRecord *record)
{
  guint64 order = thread->order;

  if (record->value != TB_CAUSE_ORDERED)
    return TB_AUDIT_NO_COMMAND;
  thread->order = TB_AUDIT_NO_COMMAND;
  return order;
}

static guint32
take (guint32 *number)
{
  guint32 taken = *number;

  *number = 0;
  return taken;
}

/* What the entry follows from, and what the next ones will follow from. */
static void
thread_entry (Thread *thread, TbAuditEntry *entry, const TbRecord *record, guint number)
{
  switch (record->kind)
    {
    case TB_RECORD_CERTIFICATE_REQUESTED:
      thread->request = number;
      if (entry->command == TB_AUDIT_NO_COMMAND)
        entry->command = take_order (thread, record);
      break;
    case TB_RECORD_CERTIFICATE_ISSUED:
      entry->cause = take (&thread->request);
      thread->issue = number;
      break;
    case TB_RECORD_ENROLMENT_REFUSED:
      entry->cause = take (&thread->request);
      break;
    case TB_RECORD_CERTIFICATE_INSTALLED:
      entry->cause = (record->detail & TB_INSTALLED_BEFORE) == 0 ? take (&thread->issue) : 0;
      thread->in_use = record->payload;
      break;
    default:
      break;
    }
}

static TbAuditEntry *
entry_at (TbAuditTrail *trail, guint number)
{
  return &trail->chunks[(number - 1) / CHUNK_ENTRIES][(number - 1) % CHUNK_ENTRIES];
}

static void
append (TbAuditTrail *trail, const TbAuditEntry *entry)
{
  TbAuditEntry **chunk = &trail->chunks[trail->n / CHUNK_ENTRIES];

  if (*chunk == NULL)
    *chunk = g_new (TbAuditEntry, CHUNK_ENTRIES);
  (*chunk)[trail->n % CHUNK_ENTRIES] = *entry;
  g_atomic_int_set (&trail->n, trail->n + 1);
}

static void
read_record (TbAuditTrail *trail, const TbRecord *record, guint64 place)
{
  const TbAuditKind *kind = find_kind (trail, record);
  TbAuditEntry entry = { kind, place, find_command (trail, record), TB_NO_PAYLOAD, 0 };
  Thread *thread = &trail->threads[record->subject <= tb_fleet_get_n_objects (trail->fleet) ? record->subject : TB_NOBODY];

  if (kind == NULL)
    return;
  thread_entry (thread, &entry, record, trail->n + 1);
  if (kind->evidence == TB_AUDIT_EVIDENCE_CERTIFICATE)
    entry.certificate = record->payload;
  else if (kind->evidence == TB_AUDIT_EVIDENCE_IN_USE)
    entry.certificate = thread->in_use;
  if (entry.command == TB_AUDIT_NO_COMMAND && entry.cause != 0)
    entry.command = entry_at (trail, entry.cause)->command;
  append (trail, &entry);
}

static void
read_span (TbAuditTrail *trail, const TbRecord *records, gsize n, guint64 place)
{
  for (gsize i = 0; i < n && trail->n < (guint) MAX_CHUNKS * CHUNK_ENTRIES; i++)
    if (records[i].kind == TB_RECORD_COMMAND)
      {
        trail->command = place + i;
        trail->command_us = records[i].time_us;
        note_order (trail, &records[i], place + i);
      }
    else
      read_record (trail, &records[i], place + i);
}

/**
 * tb_audit_trail_read:
 * @trail: a log
 * @position: how many records to have read at least
 * @cancellable: (nullable): stops it; what was read stays
 * @error: return location
 *
 * Reads on in the journal. Slow for what is long: not for the thread that draws.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED when it was stopped
 */
gboolean
tb_audit_trail_read (TbAuditTrail *trail, guint64 position, GCancellable *cancellable, GError **error)
{
  gboolean is_good = TRUE;

  g_mutex_lock (&trail->reading);
  position = MIN (position, tb_journal_get_length (trail->journal));
  while (trail->position < position && (is_good = !g_cancellable_set_error_if_cancelled (cancellable, error)))
    {
      gsize n;
      const TbRecord *records = tb_journal_get_span (trail->journal, trail->position, MIN (position, trail->position + LOOK_EVERY), &n);

      read_span (trail, records, n, trail->position);
      trail->position += n;
    }
  g_mutex_unlock (&trail->reading);
  return is_good;
}

/* --- looking --- */

/**
 * tb_audit_trail_get_n:
 * @trail: a log
 *
 * Returns: how many entries have been read
 */
guint
tb_audit_trail_get_n (TbAuditTrail *trail)
{
  return (guint) g_atomic_int_get (&trail->n);
}

/**
 * tb_audit_trail_count:
 * @trail: a log that has read up to @position
 * @position: how many records lie before the moment that is asked about
 *
 * Returns: how many entries the log had then; they are number 1 and up
 */
guint
tb_audit_trail_count (TbAuditTrail *trail, guint64 position)
{
  guint low = 0, high = tb_audit_trail_get_n (trail);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (entry_at (trail, middle + 1)->place < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_audit_trail_get:
 * @trail: a log
 * @number: 1 and up, of an entry that has been read
 *
 * Returns: (transfer none): that entry
 */
const TbAuditEntry *
tb_audit_trail_get (TbAuditTrail *trail, guint number)
{
  return entry_at (trail, number);
}

/**
 * tb_audit_trail_get_record:
 * @trail: a log
 * @number: of an entry that has been read
 *
 * Returns: (transfer none): what the journal has of it
 */
const TbRecord *
tb_audit_trail_get_record (TbAuditTrail *trail, guint number)
{
  return tb_journal_get (trail->journal, entry_at (trail, number)->place);
}

static char *
dup_name (TbAuditTrail *trail, guint32 object)
{
  return object != TB_NOBODY && object <= tb_fleet_get_n_objects (trail->fleet) ? tb_fleet_dup_name (trail->fleet, object) : NULL;
}

static char *
dup_hash (TbAuditTrail *trail, guint32 payload)
{
  return payload != TB_NO_PAYLOAD ? tb_certificate_facts_hash (tb_journal_get_payload (trail->journal, payload)) : NULL;
}

static void
describe_certificate (TbAuditTrail *trail, guint32 payload, TbAuditFacts *facts)
{
  g_autoptr (TbCertificateFacts) said = payload != TB_NO_PAYLOAD ? tb_certificate_facts_new_brief (tb_journal_get_payload (trail->journal, payload)) : NULL;

  if (said == NULL)
    return;
  facts->serial = g_steal_pointer (&said->serial);
  facts->certificate = g_steal_pointer (&said->sha256);
  facts->key = g_steal_pointer (&said->key);
}

static void
describe_evidence (TbAuditTrail *trail, TbAuditEvidence evidence, guint32 payload, TbAuditFacts *facts)
{
  char **hashes[] = {
    [TB_AUDIT_EVIDENCE_REQUEST] = &facts->request, [TB_AUDIT_EVIDENCE_KEY] = &facts->key, [TB_AUDIT_EVIDENCE_LIST] = &facts->list, [TB_AUDIT_EVIDENCE_ANSWER] = &facts->answer,
  };

  if (evidence < G_N_ELEMENTS (hashes) && hashes[evidence] != NULL)
    *hashes[evidence] = dup_hash (trail, payload);
}

static char *
dup_reason (TbAuditTrail *trail, const TbAuditKind *kind, const TbRecord *record)
{
  return kind->evidence == TB_AUDIT_EVIDENCE_REASON ? dup_text (trail, record->payload) : g_strdup (kind->reason != NULL ? kind->reason (record) : NULL);
}

/**
 * tb_audit_trail_describe_briefly:
 * @trail: a log
 * @number: of an entry that has been read
 * @facts: (out caller-allocates): what it says, without serial number and hashes, which take longer; clear it
 */
void
tb_audit_trail_describe_briefly (TbAuditTrail *trail, guint number, TbAuditFacts *facts)
{
  const TbAuditEntry *entry = entry_at (trail, number);
  const TbRecord *record = tb_journal_get (trail->journal, entry->place);

  *facts = (TbAuditFacts) { .number = number, .cause = entry->cause, .time_us = record->time_us };
  facts->until_us = entry->kind->has_end ? record->value : G_MAXINT64;
  facts->what = tb_record_info (record->kind)->code;
  facts->group = tb_audit_group_to_code (entry->kind->group);
  facts->detail = tb_audit_kind_get_detail (entry->kind, record);
  facts->reason = dup_reason (trail, entry->kind, record);
  facts->who = dup_name (trail, record->subject);
  facts->by = dup_name (trail, record->object);
  facts->command = dup_command (trail, entry->command);
}

/**
 * tb_audit_trail_describe:
 * @trail: a log
 * @number: of an entry that has been read
 * @facts: (out caller-allocates): what it says; clear it
 */
void
tb_audit_trail_describe (TbAuditTrail *trail, guint number, TbAuditFacts *facts)
{
  const TbAuditEntry *entry = entry_at (trail, number);

  tb_audit_trail_describe_briefly (trail, number, facts);
  describe_certificate (trail, entry->certificate, facts);
  describe_evidence (trail, entry->kind->evidence, tb_journal_get (trail->journal, entry->place)->payload, facts);
}

/**
 * tb_audit_facts_clear:
 * @facts: facts
 *
 * Frees what they own.
 */
void
tb_audit_facts_clear (TbAuditFacts *facts)
{
  char **texts[] = { &facts->reason, &facts->who, &facts->by, &facts->serial, &facts->certificate, &facts->key, &facts->request, &facts->list, &facts->answer,
                     &facts->command };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}
