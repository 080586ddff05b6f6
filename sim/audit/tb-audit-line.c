/* tb-audit-line: see the header. */
#include "tb-audit-line.h"

#include <string.h>

#include "tb-audit-json.h"
#include "tb-certificate-facts.h"

#define WARNING "guessable: whoever knows the seed can compute every private key of this run"

/* Years that RFC 3339 can write. */
#define FIRST_UNIX_US (G_GINT64_CONSTANT (-62135596800) * TB_US)
#define LAST_UNIX_US  (G_GINT64_CONSTANT (253402300799) * TB_US)
#define TB_US         G_USEC_PER_SEC

/* Returns: (transfer full) (nullable): RFC 3339 with microseconds; NULL for what the calendar does not have */
static char *
format_time (gint64 unix_us)
{
  g_autoptr (GDateTime) second = unix_us >= FIRST_UNIX_US && unix_us <= LAST_UNIX_US ? g_date_time_new_from_unix_utc (unix_us / TB_US - (unix_us % TB_US < 0)) : NULL;
  g_autofree char *text = second != NULL ? g_date_time_format (second, "%Y-%m-%dT%H:%M:%S") : NULL;

  return text != NULL ? g_strdup_printf ("%s.%06dZ", text, (int) ((unix_us % TB_US + TB_US) % TB_US)) : NULL;
}

/* A simulated time; G_MAXINT64 and its like are no time. */
static char *
format_moment (TbRun *run, gint64 time_us)
{
  gint64 start_us = tb_scenario_get_start_us (tb_run_get_scenario (run));

  return ABS (time_us) < LAST_UNIX_US ? format_time (start_us + time_us) : NULL;
}

/* --- header --- */

/**
 * tb_audit_line_for_header:
 * @run: a run
 *
 * Returns: (transfer full): the first line: which run it is, and what its keys are worth
 */
char *
tb_audit_line_for_header (TbRun *run)
{
  TbScenario *scenario = tb_run_get_scenario (run);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_run_get_seed (run));
  g_autofree char *sha256 = tb_certificate_facts_hash (tb_scenario_get_text (scenario)), *start = format_time (tb_scenario_get_start_us (scenario));
  GString *line = g_string_new (NULL);

  tb_audit_json_begin (line);
  tb_audit_json_add_text (line, "engine", TRUSTBED_VERSION);
  tb_audit_json_add_text (line, "format", TB_AUDIT_FORMAT);
  tb_audit_json_add_text (line, "keys", WARNING);
  tb_audit_json_add_text (line, "scenario", tb_scenario_get_id (scenario));
  tb_audit_json_add_text (line, "scenario_sha256", sha256);
  tb_audit_json_add_text (line, "seed", seed);
  tb_audit_json_add_text (line, "start", start);
  tb_audit_json_end (line);
  return g_string_free (line, FALSE);
}

/**
 * tb_audit_line_make_origin:
 * @scenario: its name
 * @seed: as the header has it
 *
 * Returns: (transfer full): what a checkpoint calls the log
 */
char *
tb_audit_line_make_origin (const char *scenario, const char *seed)
{
  return g_strdup_printf ("run of %s, seed %s", scenario, seed);
}

/* --- entries --- */

/**
 * tb_audit_line_append_facts:
 * @line: where to write
 * @run: the run
 * @facts: an entry
 */
void
tb_audit_line_append_facts (GString *line, TbRun *run, const TbAuditFacts *facts)
{
  g_autofree char *time = format_moment (run, facts->time_us), *until = format_moment (run, facts->until_us);

  tb_audit_json_begin (line);
  tb_audit_json_add_text (line, "answer", facts->answer);
  tb_audit_json_add_text (line, "by", facts->by);
  if (facts->cause != 0)
    tb_audit_json_add_number (line, "cause", facts->cause);
  tb_audit_json_add_text (line, "certificate", facts->certificate);
  tb_audit_json_add_text (line, "command", facts->command);
  tb_audit_json_add_text (line, "detail", facts->detail);
  tb_audit_json_add_text (line, "group", facts->group);
  tb_audit_json_add_text (line, "key", facts->key);
  tb_audit_json_add_text (line, "list", facts->list);
  tb_audit_json_add_number (line, "number", facts->number);
  tb_audit_json_add_text (line, "reason", facts->reason);
  tb_audit_json_add_text (line, "request", facts->request);
  tb_audit_json_add_text (line, "serial", facts->serial);
  tb_audit_json_add_text (line, "time", time);
  tb_audit_json_add_number (line, "time_us", facts->time_us);
  tb_audit_json_add_text (line, "until", until);
  tb_audit_json_add_text (line, "what", facts->what);
  tb_audit_json_add_text (line, "who", facts->who);
  tb_audit_json_end (line);
}

/**
 * tb_audit_line_for_entry:
 * @trail: a log
 * @number: of an entry that has been read; 0 for the header
 *
 * Returns: (transfer full): its line, without an end
 */
char *
tb_audit_line_for_entry (TbAuditTrail *trail, guint number)
{
  g_auto (TbAuditFacts) facts = { 0 };
  GString *line;

  if (number == 0)
    return tb_audit_line_for_header (tb_audit_trail_get_run (trail));
  line = g_string_new (NULL);
  tb_audit_trail_describe (trail, number, &facts);
  tb_audit_line_append_facts (line, tb_audit_trail_get_run (trail), &facts);
  return g_string_free (line, FALSE);
}

/* --- checkpoint --- */

/**
 * tb_audit_line_new_checkpoint:
 * @run: a run
 * @leaves: (element-type TbHash): header and entries
 * @time_us: simulated time up to which the log tells all
 *
 * Returns: (transfer full): a checkpoint that nobody has signed
 */
TbCheckpoint *
tb_audit_line_new_checkpoint (TbRun *run, GArray *leaves, gint64 time_us)
{
  TbScenario *scenario = tb_run_get_scenario (run);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, tb_run_get_seed (run));
  g_autofree char *origin = tb_audit_line_make_origin (tb_scenario_get_id (scenario), seed);

  return tb_checkpoint_new (origin, leaves, tb_scenario_get_start_us (scenario) + time_us);
}

/**
 * tb_audit_line_sign:
 * @checkpoint: a checkpoint; a signature that it had goes
 * @key: from outside: no key of a seeded run can vouch for anything
 * @error: return location
 *
 * Returns: whether it is signed
 */
gboolean
tb_audit_line_sign (TbCheckpoint *checkpoint, TbKey *key, GError **error)
{
  g_autofree char *hash = tb_certificate_facts_hash (tb_key_get_spki (key)), *name = g_strdup_printf ("key-%.16s", hash);

  g_clear_pointer (&checkpoint->authority, g_free);
  g_clear_pointer (&checkpoint->authority_signature, g_bytes_unref);
  return tb_checkpoint_sign_as (checkpoint, name, key, error);
}

static char *
to_base64 (GBytes *bytes)
{
  return bytes != NULL ? g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/* The time is in the text that is signed, on its last line. */
static char *
dup_time (const TbCheckpoint *checkpoint)
{
  const char *time = strstr (checkpoint->text, "\ntime ");

  return time != NULL ? g_strchomp (g_strdup (time + strlen ("\ntime "))) : NULL;
}

static char *
write_checkpoint (const TbCheckpoint *checkpoint, GBytes *spki, const char *sha256)
{
  g_autofree char *key = to_base64 (spki), *signature = to_base64 (checkpoint->authority_signature);
  g_autofree char *tree = tb_hash_to_hex (&checkpoint->tree), *time = dup_time (checkpoint);
  GString *line = g_string_new (NULL);

  tb_audit_json_begin (line);
  tb_audit_json_add_text (line, "key", key);
  tb_audit_json_add_text (line, "origin", checkpoint->origin);
  tb_audit_json_add_text (line, "sha256", sha256);
  tb_audit_json_add_text (line, "signature", signature);
  tb_audit_json_add_number (line, "size", (gint64) checkpoint->size);
  tb_audit_json_add_text (line, "time", time);
  tb_audit_json_add_text (line, "tree", tree);
  tb_audit_json_add_text (line, "what", "checkpoint");
  tb_audit_json_end (line);
  return g_string_free (line, FALSE);
}

/**
 * tb_audit_line_for_checkpoint:
 * @checkpoint: a checkpoint
 * @spki: (nullable): the public half of the key that signed it
 *
 * The line has the SHA-256 of itself without that member: the tree does not cover it.
 *
 * Returns: (transfer full): the last line of the log
 */
char *
tb_audit_line_for_checkpoint (const TbCheckpoint *checkpoint, GBytes *spki)
{
  g_autofree char *bare = write_checkpoint (checkpoint, spki, NULL), *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, bare, -1);

  return write_checkpoint (checkpoint, spki, sha256);
}

/* As the text that [func@checkpoint_parse] reads. */
static char *
make_text (const TbAuditObject *object)
{
  const char *signature = tb_audit_object_get_text (object, "signature"), *tree = tb_audit_object_get_text (object, "tree");
  const char *origin = tb_audit_object_get_text (object, "origin"), *time = tb_audit_object_get_text (object, "time");
  gint64 size;

  if (tree == NULL || origin == NULL || time == NULL || !tb_audit_object_get_number (object, "size", &size))
    return NULL;
  return g_strdup_printf ("trustbed audit log %s\nsize %" G_GINT64_FORMAT "\ntree %s\ntime %s\n\n%s%s%s", origin, size, tree, time, signature != NULL ? "authority key " : "",
                          signature != NULL ? signature : "", signature != NULL ? "\n" : "");
}

static GBytes *
read_key (const TbAuditObject *object)
{
  const char *text = tb_audit_object_get_text (object, "key");
  gsize n;
  guchar *bytes = text != NULL ? g_base64_decode (text, &n) : NULL;

  return bytes != NULL ? g_bytes_new_take (bytes, n) : NULL;
}

/* What is read has to give the same line again, to the last byte. */
static TbCheckpoint *
take_checkpoint (const TbAuditObject *object, const char *line, gsize n_bytes, GBytes *spki)
{
  g_autofree char *text = make_text (object);
  g_autoptr (TbCheckpoint) checkpoint = text != NULL ? tb_checkpoint_parse (text, NULL) : NULL;
  g_autofree char *again = checkpoint != NULL ? tb_audit_line_for_checkpoint (checkpoint, spki) : NULL;

  return again != NULL && strlen (again) == n_bytes && memcmp (again, line, n_bytes) == 0 ? g_steal_pointer (&checkpoint) : NULL;
}

/**
 * tb_audit_line_read_checkpoint:
 * @line: (array length=n_bytes): a line without its end
 * @n_bytes: how long it is
 * @spki: (out) (transfer full) (nullable): the key that signed it, as it says
 * @problem: (out) (transfer none): why it is not read
 *
 * Returns: (transfer full) (nullable): the checkpoint, whoever signed it
 */
TbCheckpoint *
tb_audit_line_read_checkpoint (const char *line, gsize n_bytes, GBytes **spki, const char **problem)
{
  g_auto (TbAuditObject) object = { 0 };
  g_autoptr (GBytes) key = NULL;
  TbCheckpoint *checkpoint;

  *spki = NULL;
  if (!tb_audit_json_read (line, n_bytes, &object, problem))
    return NULL;
  *problem = "it does not say what it said when it was written";
  key = read_key (&object);
  checkpoint = take_checkpoint (&object, line, n_bytes, key);
  if (checkpoint != NULL)
    *spki = g_steal_pointer (&key);
  return checkpoint;
}
