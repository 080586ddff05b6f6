/* tb-audit-file: see the header. */
#include "tb-audit-file.h"

#include <string.h>

#include "tb-audit-json.h"
#include "tb-audit-line.h"

static const TbCheckRule rules[] = {
  { "whole", "The file ends with the end of a line, and no line is too long", "" },
  { "header", "The first line is the header of a log in a format that is known", "" },
  { "lines", "Every line is JSON in its one canonical form", "RFC 8785 section 3.2" },
  { "order", "Entries are numbered from 1 without a gap, and time does not go back", "" },
  { "end", "The last line is the checkpoint, unchanged", "RFC 9162 section 4.10" },
  { "own", "The checkpoint is of the run in the header", "RFC 9162 section 4.10" },
  { "size", "There are as many lines as the checkpoint says", "RFC 9162 section 2.1" },
  { "tree", "The lines have the root hash that the checkpoint says", "RFC 9162 section 2.1.1" },
};

enum { WHOLE, HEADER, LINES, ORDER, END, OWN, SIZE, TREE };

G_STATIC_ASSERT (G_N_ELEMENTS (rules) == TREE + 1);

/**
 * tb_audit_file_free:
 * @file: (transfer full) (nullable): a log
 *
 * Frees it.
 */
void
tb_audit_file_free (TbAuditFile *file)
{
  if (file == NULL)
    return;
  g_bytes_unref (file->bytes);
  g_array_unref (file->spans);
  g_array_unref (file->leaves);
  g_free (file->scenario);
  g_free (file->seed);
  g_free (file->origin);
  tb_checkpoint_free (file->checkpoint);
  g_clear_pointer (&file->spki, g_bytes_unref);
  tb_checks_free (file->checks);
  g_free (file);
}

/* --- lines --- */

static const char *
data_of (const TbAuditFile *file)
{
  return g_bytes_get_data (file->bytes, NULL);
}

static const TbAuditSpan *
span_at (const TbAuditFile *file, guint line)
{
  return &g_array_index (file->spans, TbAuditSpan, line);
}

/* An entry has many times as many bytes: lines that are shorter on average are no log, however many there are. */
#define MIN_MEAN_LINE_BYTES 32
#define MIN_LINES 4096

static gboolean
has_too_many_lines (const TbAuditFile *file, gsize at)
{
  return file->spans->len >= MIN_LINES && at / file->spans->len < MIN_MEAN_LINE_BYTES;
}

/* What follows the last end of a line is a line too, and so is all that is left of a file that cannot be a log. */
static void
split (TbAuditFile *file)
{
  gsize n = g_bytes_get_size (file->bytes), at = 0;
  const char *longest = "", *data = data_of (file);
  gboolean is_whole = n > 0 && data[n - 1] == '\n';

  while (at < n)
    {
      const char *end = has_too_many_lines (file, at) ? NULL : memchr (data + at, '\n', n - at);
      const TbAuditSpan span = { at, end != NULL ? (gsize) (end - data) - at : n - at };

      if (span.n > TB_AUDIT_MAX_LINE_BYTES)
        longest = "a line is longer than 65536 bytes";
      g_array_append_val (file->spans, span);
      at += span.n + 1;
    }
  tb_checks_add (file->checks, &rules[WHOLE], -1, is_whole && *longest == '\0', "", is_whole ? *longest != '\0' ? longest : "whole" : "it ends in the middle of a line");
}

static gboolean
read_line (const TbAuditFile *file, guint line, TbAuditObject *object, const char **problem)
{
  const TbAuditSpan *span = span_at (file, line);

  *problem = "it is too long";
  memset (object, 0, sizeof *object);
  return span->n <= TB_AUDIT_MAX_LINE_BYTES && tb_audit_json_read (data_of (file) + span->at, span->n, object, problem);
}

static void
add (TbAuditFile *file, guint rule, gboolean is_good, const char *good, char *bad)
{
  tb_checks_add (file->checks, &rules[rule], -1, is_good, "", is_good ? good : bad);
  g_free (bad);
}

/* --- the end --- */

/* Takes the checkpoint off the lines. Whatever else stands there stays a line, unless it is no entry at all. */
static void
take_end (TbAuditFile *file)
{
  guint last = file->spans->len - 1;
  const TbAuditSpan *span = span_at (file, last);
  const char *problem = "the checkpoint is missing: the end was cut off";
  g_auto (TbAuditObject) object = { 0 };
  gboolean is_entry;
  gint64 number;

  if (span->n <= TB_AUDIT_MAX_LINE_BYTES)
    file->checkpoint = tb_audit_line_read_checkpoint (data_of (file) + span->at, span->n, &file->spki, &problem);
  is_entry = file->checkpoint == NULL && read_line (file, last, &object, &problem) && tb_audit_object_get_number (&object, "number", &number);
  if (is_entry)
    problem = "the checkpoint is missing: the end was cut off";
  add (file, END, file->checkpoint != NULL, "unchanged", g_strdup_printf ("line %u: %s", last + 1, problem));
  if (!is_entry)
    g_array_set_size (file->spans, last);
}

/* --- header and entries --- */

static gboolean
take_header (TbAuditFile *file)
{
  g_auto (TbAuditObject) object = { 0 };
  const char *problem;
  gboolean is_header = file->spans->len > 0 && read_line (file, 0, &object, &problem)
                       && g_strcmp0 (tb_audit_object_get_text (&object, "format"), TB_AUDIT_FORMAT) == 0;

  file->scenario = is_header ? g_strdup (tb_audit_object_get_text (&object, "scenario")) : NULL;
  file->seed = is_header ? g_strdup (tb_audit_object_get_text (&object, "seed")) : NULL;
  if (file->scenario != NULL && file->seed != NULL)
    file->origin = tb_audit_line_make_origin (file->scenario, file->seed);
  return file->origin != NULL;
}

static gboolean
is_in_order (const TbAuditObject *object, guint expected, gint64 *time_us)
{
  gint64 number, now_us;

  if (!tb_audit_object_get_number (object, "number", &number) || number != expected || !tb_audit_object_get_number (object, "time_us", &now_us)
      || now_us < *time_us)
    return FALSE;
  *time_us = now_us;
  return TRUE;
}

/* The first line of each fault is named; what follows from it need not be. */
static void
read_entries (TbAuditFile *file)
{
  g_autofree char *unreadable = NULL, *misplaced = NULL;
  gint64 time_us = 0;

  for (guint i = 1; i < file->spans->len; i++)
    {
      g_auto (TbAuditObject) object = { 0 };
      const char *problem;
      gboolean is_read = read_line (file, i, &object, &problem);

      if (!is_read && unreadable == NULL)
        unreadable = g_strdup_printf ("line %u: %s", i + 1, problem);
      if (is_read && misplaced == NULL && !is_in_order (&object, i, &time_us))
        misplaced = g_strdup_printf ("line %u is not entry %u, or is of an earlier time than the one before", i + 1, i);
    }
  add (file, LINES, unreadable == NULL, "all of them", g_strdup (unreadable));
  add (file, ORDER, misplaced == NULL, "as they should be", g_strdup (misplaced));
}

/* --- the tree --- */

static void
hash_lines (TbAuditFile *file)
{
  for (guint i = 0; i < file->spans->len; i++)
    {
      const TbAuditSpan *span = span_at (file, i);
      TbHash hash;

      tb_merkle_hash_leaf (data_of (file) + span->at, span->n, &hash);
      g_array_append_val (file->leaves, hash);
    }
  tb_merkle_hash_tree ((const TbHash *) (void *) file->leaves->data, file->leaves->len, &file->tree);
}

static void
compare_with_end (TbAuditFile *file)
{
  const TbCheckpoint *checkpoint = file->checkpoint;
  g_autofree char *said = tb_hash_to_hex (&checkpoint->tree), *found = tb_hash_to_hex (&file->tree);

  add (file, OWN, g_strcmp0 (checkpoint->origin, file->origin) == 0, checkpoint->origin, g_strdup (checkpoint->origin));
  add (file, SIZE, checkpoint->size == file->leaves->len, "as many",
       g_strdup_printf ("%u lines, the checkpoint says %" G_GUINT64_FORMAT, file->leaves->len, checkpoint->size));
  add (file, TREE, memcmp (&checkpoint->tree, &file->tree, sizeof file->tree) == 0, said, g_strdup_printf ("%s, the checkpoint says %s", found, said));
}

/**
 * tb_audit_file_new:
 * @bytes: whatever is said to be a log
 *
 * Returns: (transfer full): what it says, and in its checks whether that hangs together
 */
TbAuditFile *
tb_audit_file_new (GBytes *bytes)
{
  TbAuditFile *file = g_new0 (TbAuditFile, 1);

  file->bytes = g_bytes_ref (bytes);
  file->spans = g_array_new (FALSE, FALSE, sizeof (TbAuditSpan));
  file->leaves = g_array_new (FALSE, FALSE, sizeof (TbHash));
  file->checks = tb_checks_new ();
  split (file);
  add (file, HEADER, take_header (file), TB_AUDIT_FORMAT, g_strdup ("no header of " TB_AUDIT_FORMAT));
  if (file->spans->len > 0)
    take_end (file);
  read_entries (file);
  hash_lines (file);
  if (file->checkpoint != NULL)
    compare_with_end (file);
  return file;
}

/**
 * tb_audit_file_is_log:
 * @bytes: a file
 *
 * Returns: whether it begins as an exported log does: enough to tell it from a scenario
 */
gboolean
tb_audit_file_is_log (GBytes *bytes)
{
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n), *first = "{\"engine\":";

  return n >= strlen (first) && memcmp (data, first, strlen (first)) == 0;
}

/**
 * tb_audit_file_dup_line:
 * @file: a log
 * @leaf: 0 for the header, N for entry N
 *
 * Returns: (transfer full): that line, without its end
 */
char *
tb_audit_file_dup_line (const TbAuditFile *file, guint leaf)
{
  const TbAuditSpan *span = span_at (file, leaf);

  return g_strndup (data_of (file) + span->at, span->n);
}

/**
 * tb_audit_file_is_good:
 * @file: a log
 *
 * Returns: whether nothing was found that speaks against it
 */
gboolean
tb_audit_file_is_good (const TbAuditFile *file)
{
  return tb_checks_first_failure (file->checks) == NULL;
}
