/* tb-playhead-commands: the lines of text by which people move the playhead and select, beside those that change the run.
 *
 * One table of verbs. What is no verb of looking is handed to the run. Selections are named here too, so that what is read is what is said. */
#include "tb-playhead-private.h"

#include <glib/gi18n-lib.h>

#include "tb-signed-index.h"
#include "tb-units.h"

#define MAX_COMPLETIONS 24

typedef gboolean (*VerbFunc) (TbPlayhead *self, const char *argument, GError **error);

typedef struct
{
  const char *verb;
  VerbFunc run;
  const char *forms[4];   /* how it can be written, for completion */
} Verb;

static void refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The sentence for an argument that cannot be understood or found. */
static void
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error)
    *error = g_error_new_valist (TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT, format, arguments);
  va_end (arguments);
}

static gboolean
select_verb (TbPlayhead *self, const char *argument, GError **error)
{
  return tb_playhead_select_name (self, argument, error);
}

static gboolean
play_verb (TbPlayhead *self, const char *argument, GError **error)
{
  tb_playhead_set_playing (self, TRUE);
  return TRUE;
}

static gboolean
pause_verb (TbPlayhead *self, const char *argument, GError **error)
{
  tb_playhead_set_playing (self, FALSE);
  return TRUE;
}

static gboolean
step_verb (TbPlayhead *self, const char *argument, GError **error)
{
  if (g_str_equal (argument, "back"))
    tb_playhead_step_back (self);
  else if (*argument == '\0')
    tb_playhead_step_forward (self);
  else
    refuse (error, _("“step %s” is not known; write “step” or “step back”."), argument);
  return *argument == '\0' || g_str_equal (argument, "back");
}

static gboolean
seek_verb (TbPlayhead *self, const char *argument, GError **error)
{
  gint64 time_us;

  if (!tb_units_parse_duration (argument, &time_us, NULL))
    {
      refuse (error, _("“%s” is no time of the run; write for example “seek 2m 30s” or “seek 3d 4h”."), argument);
      return FALSE;
    }
  tb_playhead_seek (self, time_us);
  return TRUE;
}

static gboolean
speed_verb (TbPlayhead *self, const char *argument, GError **error)
{
  const char *number = g_str_has_prefix (argument, "x") ? argument + 1 : argument;
  char *end;
  double speed = g_ascii_strtod (number, &end);

  if (g_str_equal (argument, "pace"))
    speed = 0;
  else if (end == number || (*end != '\0' && !g_str_equal (end, "x")) || !(speed > 0) || speed > TB_PLAYHEAD_MAX_SPEED)
    {
      refuse (error, _("“%s” is no speed; write “speed 60” for sixty times real time, or “speed pace”."), argument);
      return FALSE;
    }
  tb_playhead_set_speed (self, speed);
  return TRUE;
}

static const Verb verbs[] = {
  { "select", select_verb, { "select " } },
  { "show", select_verb, { "show handshake ", "show signature " } },
  { "compare", tb_playhead_compare_verb, { "compare handshake ", "compare off" } },
  { "play", play_verb, { "play" } },
  { "pause", pause_verb, { "pause" } },
  { "step", step_verb, { "step", "step back" } },
  { "seek", seek_verb, { "seek 1m", "seek 1h", "seek 1d" } },
  { "speed", speed_verb, { "speed pace", "speed 1", "speed 3600" } },
};

/* The first word of a line, and what follows it. */
static char *
split_verb (const char *line, const char **rest)
{
  gsize length = strcspn (line, " \t");

  *rest = line + length + strspn (line + length, " \t");
  return g_strndup (line, length);
}

static const Verb *
find_verb (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].verb, word))
      return &verbs[i];
  return NULL;
}

static gboolean
is_run_verb (const char *word)
{
  for (guint i = 0; i < TB_N_COMMANDS; i++)
    if (g_str_equal (tb_command_get_info (i)->verb, word))
      return TRUE;
  return FALSE;
}

static void
set_unknown_error (GError **error, const char *word)
{
  g_autoptr (GString) run = g_string_new (NULL);
  g_autoptr (GString) look = g_string_new (NULL);

  for (guint i = 0; i < TB_N_COMMANDS; i++)
    g_string_append_printf (run, "%s%s", i ? ", " : "", tb_command_get_info (i)->verb);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_string_append_printf (look, "%s%s", i ? ", " : "", verbs[i].verb);
  /* Translators: the first is what was typed, then the commands that change the run, then those that only look. */
  g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_UNKNOWN, _("“%.40s” is not a command. To act: %s. To look: %s."),
               word, run->str, look->str);
}

/* "@TIME verb ..." acts on the run whatever the verb is. */
static gboolean
submit_to_run (TbPlayhead *self, const char *line, const char *word, GError **error)
{
  TbRun *run = tb_playhead_get_run (self);
  guint64 length = run != NULL ? tb_journal_get_length (tb_run_get_journal (run)) : 0;

  if (*line != '@' && !is_run_verb (word))
    {
      set_unknown_error (error, word);
      return FALSE;
    }
  if (run == NULL)
    {
      g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_REFUSED, _("No scenario is open yet."));
      return FALSE;
    }
  if (!tb_run_submit (run, line, error))
    return FALSE;
  self->submitted = length;
  tb_playhead_say (self, line);
  return TRUE;
}

/**
 * tb_playhead_get_submitted:
 * @self: a playhead
 *
 * Returns: how many records there were when a command was last handed to the run: its answer comes after them
 */
guint64
tb_playhead_get_submitted (TbPlayhead *self)
{
  return self->submitted;
}

/**
 * tb_playhead_line_acts:
 * @line: a command
 *
 * Returns: whether it would be handed to the run, so that the journal will hold an answer
 */
gboolean
tb_playhead_line_acts (const char *line)
{
  const char *rest;
  g_autofree char *word = split_verb (line, &rest);

  return *line == '@' || is_run_verb (word);
}

/**
 * tb_playhead_submit:
 * @self: a playhead
 * @line: a command, to act or to look, as a person types it
 * @error: return location
 *
 * Returns: %FALSE with %TB_COMMAND_ERROR and a sentence for the person when it cannot be done
 */
gboolean
tb_playhead_submit (TbPlayhead *self, const char *line, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (line));
  g_autofree char *word = NULL;
  const char *rest;
  const Verb *verb;

  g_return_val_if_fail (TB_IS_PLAYHEAD (self), FALSE);
  word = split_verb (trimmed, &rest);
  verb = find_verb (word);
  if (verb && tb_playhead_get_run (self) == NULL)
    {
      refuse (error, "%s", _("No scenario is open yet."));
      return FALSE;
    }
  return verb ? verb->run (self, rest, error) : submit_to_run (self, trimmed, word, error);
}

typedef struct
{
  guint32 client;
  guint32 n_seen;
} Search;

/* Session numbers grow with time, but the journal is the only index there is. */
static Search
find_session (TbJournal *journal, guint32 session)
{
  guint64 length = tb_journal_get_length (journal);
  Search search = { TB_NOBODY, 0 };

  for (guint64 i = 0; i < length && search.client == TB_NOBODY;)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (journal, i, length, &n_records);

      for (gsize k = 0; k < n_records && search.client == TB_NOBODY; k++)
        if (records[k].kind == TB_RECORD_HANDSHAKE_STARTED || records[k].kind == TB_RECORD_TRIAL_STARTED)
          {
            search.n_seen++;
            search.client = records[k].value == session ? records[k].subject : TB_NOBODY;
          }
      i += n_records;
    }
  return search;
}

static gboolean
read_number (const char *text, gint64 max, gint64 *number)
{
  return *text != '\0' && g_ascii_string_to_signed (text, 10, 0, max, number, NULL);
}

/* The handshake of that number as a selection without a message, or why there is none. */
gboolean
tb_playhead_find_handshake (TbPlayhead *self, guint32 session, TbSelection *selection, GError **error)
{
  Search search = find_session (tb_run_get_journal (tb_playhead_get_run (self)), session);

  if (search.client == TB_NOBODY)
    {
      g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT,
                   g_dngettext (GETTEXT_PACKAGE, "There is no handshake %d; %u has begun so far.", "There is no handshake %d; %u have begun so far.", search.n_seen),
                   (int) session, search.n_seen);
      return FALSE;
    }
  *selection = (TbSelection) { TB_SELECTION_HANDSHAKE, search.client, session, -1, 0 };
  return TRUE;
}

/* What follows the number of a handshake: nothing, "message 3", or "message 3 byte 17". */
static gboolean
read_place (char **words, gint64 *message, gint64 *byte)
{
  guint n = g_strv_length (words);

  if (n >= 2 && !(g_str_equal (words[0], "message") && read_number (words[1], G_MAXUINT16, message)))
    return FALSE;
  if (n >= 4 && !(g_str_equal (words[2], "byte") && read_number (words[3], G_MAXINT32, byte) && *byte > 0))
    return FALSE;
  return n == 0 || n == 2 || n == 4;
}

/* "handshake 12", "handshake 12 message 3" or "handshake 12 message 3 byte 17", already split in words. */
static gboolean
select_handshake (TbPlayhead *self, char **words, GError **error)
{
  gint64 session, message = -1, byte = 0;
  TbSelection selection;

  if (g_strv_length (words) < 2 || !read_number (words[1], G_MAXUINT32, &session) || !read_place (words + 2, &message, &byte))
    {
      g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_SYNTAX,
                           _("Write for example “show handshake 12”, “show handshake 12 message 3” or “show handshake 12 message 3 byte 17”."));
      return FALSE;
    }
  if (!tb_playhead_find_handshake (self, (guint32) session, &selection, error))
    return FALSE;
  selection.message = (int) message;
  selection.byte = (guint32) byte;
  tb_playhead_select (self, &selection);
  return TRUE;
}

/* "signature 2", already split in words. Numbers are those of the journal's order, which is read once more. */
static gboolean
select_signature (TbPlayhead *self, char **words, GError **error)
{
  TbJournal *journal = tb_run_get_journal (tb_playhead_get_run (self));
  g_autoptr (TbSignedIndex) index = tb_signed_index_new (journal);
  guint64 length = tb_journal_get_length (journal);
  const TbSignedEntry *entry;
  gint64 number;

  if (g_strv_length (words) != 2 || !read_number (words[1], G_MAXUINT32, &number))
    {
      g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_SYNTAX, _("Write for example “show signature 2”."));
      return FALSE;
    }
  tb_signed_index_read (index, length);
  entry = tb_signed_index_find (index, (guint) number);
  if (entry == NULL)
    {
      guint n_signed = tb_signed_index_count (index, length);

      g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT,
                   g_dngettext (GETTEXT_PACKAGE, "There is no signature %d; %u has been made so far.", "There is no signature %d; %u have been made so far.", n_signed),
                   (int) number, n_signed);
      return FALSE;
    }
  tb_playhead_select (self, &(TbSelection) { TB_SELECTION_SIGNATURE, entry->signer, entry->number, -1, 0 });
  return TRUE;
}

/**
 * tb_playhead_select_name:
 * @self: a playhead
 * @name: such as `lock-03`, `handshake 12`, `handshake 12 message 3`, `handshake 12 message 3 byte 17`, `signature 2`, or "" for nothing
 * @error: return location
 *
 * Returns: %FALSE with %TB_COMMAND_ERROR and a sentence when there is no such thing
 */
gboolean
tb_playhead_select_name (TbPlayhead *self, const char *name, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));
  g_auto (GStrv) words = g_strsplit_set (trimmed, " ", 7);
  TbRun *run = tb_playhead_get_run (self);
  guint32 object;

  if (*trimmed == '\0')
    {
      tb_playhead_select_object (self, TB_NOBODY);
      return TRUE;
    }
  if (run == NULL)
    {
      g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_REFUSED, _("No scenario is open yet."));
      return FALSE;
    }
  if (g_str_equal (words[0], "handshake"))
    return select_handshake (self, words, error);
  if (g_str_equal (words[0], "signature"))
    return select_signature (self, words, error);
  object = tb_fleet_find (tb_run_get_fleet (run), trimmed);
  if (object == TB_NOBODY)
    {
      refuse (error, _("Nobody here is called “%s”."), trimmed);
      return FALSE;
    }
  tb_playhead_select_object (self, object);
  return TRUE;
}

/**
 * tb_playhead_dup_selection_name:
 * @self: a playhead
 *
 * Returns: (transfer full): what is selected, as [method@Playhead.select_name] reads it
 */
char *
tb_playhead_dup_selection_name (TbPlayhead *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self);

  if (selection->kind == TB_SELECTION_OBJECT)
    return tb_fleet_dup_name (tb_run_get_fleet (tb_playhead_get_run (self)), selection->object);
  if (selection->kind == TB_SELECTION_NONE)
    return g_strdup ("");
  if (selection->kind == TB_SELECTION_SIGNATURE)
    return g_strdup_printf ("signature %u", selection->session);
  if (selection->message < 0)
    return g_strdup_printf ("handshake %u", selection->session);
  if (selection->byte == 0)
    return g_strdup_printf ("handshake %u message %d", selection->session, selection->message);
  return g_strdup_printf ("handshake %u message %d byte %u", selection->session, selection->message, selection->byte);
}

char *
tb_playhead_dup_selection_line (TbPlayhead *self)
{
  g_autofree char *name = tb_playhead_dup_selection_name (self);
  TbSelectionKind kind = tb_playhead_get_selection (self)->kind;
  gboolean is_shown = kind == TB_SELECTION_HANDSHAKE || kind == TB_SELECTION_SIGNATURE;

  return g_strdup_printf ("%s%s%s", is_shown ? "show" : "select", *name ? " " : "", name);
}

static void
complete_names_of (TbFleet *fleet, const TbGroup *group, const char *typed, const char *start, GPtrArray *lines)
{
  for (guint32 i = 0; i < group->count && lines->len < MAX_COMPLETIONS; i++)
    {
      g_autofree char *name = tb_fleet_dup_name (fleet, group->first + i);

      if (g_str_has_prefix (name, typed))
        g_ptr_array_add (lines, g_strconcat (start, name, NULL));
    }
}

/* Groups first, so that a fleet of a million is not searched name by name. */
static void
complete_names (TbFleet *fleet, const char *typed, const char *start, GPtrArray *lines)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet) && lines->len < MAX_COMPLETIONS; i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      if (g_str_has_prefix (group->name, typed) || g_str_has_prefix (typed, group->name))
        complete_names_of (fleet, group, typed, start, lines);
    }
}

static void
complete_verbs (const char *line, GPtrArray *lines)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    for (guint k = 0; k < G_N_ELEMENTS (verbs[i].forms) && verbs[i].forms[k]; k++)
      if (g_str_has_prefix (verbs[i].forms[k], line))
        g_ptr_array_add (lines, g_strdup (verbs[i].forms[k]));
}

/**
 * tb_playhead_complete:
 * @self: a playhead
 * @line: the beginning of a command
 *
 * Returns: (transfer full): whole lines it could become, those that look first, never more than a couple of dozen
 */
char **
tb_playhead_complete (TbPlayhead *self, const char *line)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  TbRun *run = tb_playhead_get_run (self);
  g_auto (GStrv) acting = run ? tb_command_complete (line, tb_run_get_fleet (run)) : NULL;

  complete_verbs (line, lines);
  if (run && g_str_has_prefix (line, "select "))
    complete_names (tb_run_get_fleet (run), line + strlen ("select "), "select ", lines);
  for (guint i = 0; acting && acting[i] && lines->len < MAX_COMPLETIONS; i++)
    g_ptr_array_add (lines, g_strdup (acting[i]));
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_steal (lines, NULL);
}
