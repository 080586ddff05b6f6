/* tb-command: see the header. Quoting is GLib's shell quoting; nothing is ever given to a shell. */
#include "tb-command-private.h"

#include <string.h>

#include "tb-complaint.h"
#include "tb-firmware-image.h"
#include "tb-provision.h"
#include "tb-trial.h"
#include "tb-units.h"

#define MAX_LINE_BYTES 4096

G_DEFINE_QUARK (tb-command-error-quark, tb_command_error)

void
tb_command_complain (GError **error, TbCommandError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  tb_complaint_set (error, TB_COMMAND_ERROR, (gint) code, NULL, format, args);
  va_end (args);
}

/* Arguments that name somebody. */
static const char *const named[] = { "device", "to", "broker", "authority", "verify", "service", "thief", "certificate-of" };

/* Arguments that take one word of a few. */
#define ARGUMENTS(...) ((const char *const[]) { __VA_ARGS__, NULL })

#define ANY_VERB TB_N_COMMANDS

typedef struct
{
  const char *argument;
  const char *const *words;
  TbCommandVerb verb;    /* that takes it so, or ANY_VERB */
} Choice;

static const Choice choices[] = {
  { "state", ARGUMENTS ("on", "off"), ANY_VERB },
  { "reason", ARGUMENTS ("keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation", "privilegeWithdrawn", "unspecified"), TB_COMMAND_REVOKE },
  { "certificate", ARGUMENTS ("present", "former"), TB_COMMAND_REVOKE },
  { "provision", tb_provision_codes, ANY_VERB },
  { "with", ARGUMENTS ("none", "san", "eku", "chain"), ANY_VERB },
  { "scheme", ARGUMENTS ("rsa-pkcs1", "rsa-pss", "ecdsa"), ANY_VERB },
  { "image", ARGUMENTS ("good", "unsigned", "altered", "wrong-key", "wrong-purpose", "wrong-model", "expired", "stolen-key"), ANY_VERB },
  { "by", ARGUMENTS ("none", "crl", "delta", "ocsp", "staple"), TB_COMMAND_CHECK_REVOCATION },
  { "fail", ARGUMENTS ("soft", "hard"), TB_COMMAND_CHECK_REVOCATION },
};

static gboolean
is_choice_of (const Choice *choice, TbCommandVerb verb)
{
  return choice->verb == ANY_VERB || choice->verb == verb;
}

static const Choice *
find_choice (TbCommandVerb verb, const char *argument, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (is_choice_of (&choices[i], verb) && strlen (choices[i].argument) == length && strncmp (choices[i].argument, argument, length) == 0)
      return &choices[i];
  return NULL;
}

/* (nullable): the words that an argument of @verb takes */
const char *const *
tb_command_find_words (TbCommandVerb verb, const char *argument, gsize length)
{
  const Choice *choice = find_choice (verb, argument, length);

  return choice != NULL ? choice->words : NULL;
}

/* Whether the first @length bytes are the name of an argument that names somebody. */
gboolean
tb_command_names_somebody (const char *argument, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (strlen (named[i]) == length && g_str_has_prefix (argument, named[i]))
      return TRUE;
  return FALSE;
}

/**
 * tb_command_free:
 * @command: (transfer full): a command
 *
 * Frees it.
 */
void
tb_command_free (TbCommand *command)
{
  g_free (command->device);
  g_free (command->text);
  g_clear_pointer (&command->arguments, g_hash_table_unref);
  g_free (command);
}

/**
 * tb_command_copy:
 * @command: a command
 *
 * Returns: (transfer full): another one like it
 */
TbCommand *
tb_command_copy (const TbCommand *command)
{
  TbCommand *copy = g_new0 (TbCommand, 1);

  copy->verb = command->verb;
  copy->at_us = command->at_us;
  copy->device = g_strdup (command->device);
  copy->text = g_strdup (command->text);
  copy->arguments = g_hash_table_ref (command->arguments);
  return copy;
}

/**
 * tb_command_get:
 * @command: a command
 * @argument: a name
 *
 * Returns: (transfer none) (nullable): the argument's value
 */
const char *
tb_command_get (const TbCommand *command, const char *argument)
{
  return g_hash_table_lookup (command->arguments, argument);
}

static char *
list_verbs (void)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < TB_N_COMMANDS; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", tb_command_get_info (i)->verb);
  return g_string_free (list, FALSE);
}

static gboolean
find_verb (const char *word, TbCommandVerb *verb, GError **error)
{
  g_autofree char *list = NULL;

  for (guint i = 0; i < TB_N_COMMANDS; i++)
    if (strcmp (tb_command_get_info (i)->verb, word) == 0)
      {
        *verb = (TbCommandVerb) i;
        return TRUE;
      }
  list = list_verbs ();
  tb_command_complain (error, TB_COMMAND_ERROR_UNKNOWN, "\"%.40s\" is no command; there are %s", word, list);
  return FALSE;
}

gboolean
tb_command_takes (const TbCommandInfo *info, const char *name, gsize length)
{
  for (guint i = 0; info->arguments[i] != NULL; i++)
    if (strncmp (info->arguments[i], name, length) == 0 && (info->arguments[i][length] == '\0' || info->arguments[i][length] == '?'))
      return TRUE;
  return FALSE;
}

static gboolean
read_argument (TbCommand *command, const char *word, GError **error)
{
  const TbCommandInfo *info = tb_command_get_info (command->verb);
  const char *equals = strchr (word, '=');

  if (equals == NULL || equals == word || !tb_command_takes (info, word, (gsize) (equals - word)))
    {
      g_autofree char *list = g_strjoinv ("= ", (char **) info->arguments);

      tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s does not take \"%.60s\"; it takes %s=, as in: %s", info->verb, word, list, info->example);
      return FALSE;
    }
  g_hash_table_replace (command->arguments, g_strndup (word, (gsize) (equals - word)), g_strdup (equals + 1));
  return TRUE;
}

static gboolean
check_complete (const TbCommand *command, GError **error)
{
  const TbCommandInfo *info = tb_command_get_info (command->verb);

  for (guint i = 0; info->arguments[i] != NULL; i++)
    if (!g_str_has_suffix (info->arguments[i], "?") && !g_hash_table_contains (command->arguments, info->arguments[i]))
      {
        tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s needs %s=, as in: %s", info->verb, info->arguments[i], info->example);
        return FALSE;
      }
  return TRUE;
}

/* "@3d4h rest": takes the time off. */
static gboolean
read_time (const char **line, gint64 *at_us, GError **error)
{
  g_autofree char *word = NULL;
  gsize length;

  *at_us = -1;
  if (**line != '@')
    return TRUE;
  length = strcspn (*line, " \t");
  word = g_strndup (*line + 1, length - 1);
  *line += length;
  *line += strspn (*line, " \t");
  return tb_units_parse_duration (word, at_us, error);
}

static gboolean
read_words (TbCommand *command, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) problem = NULL;

  if (!g_shell_parse_argv (command->text, NULL, &words, &problem))
    {
      tb_command_complain (error, TB_COMMAND_ERROR_SYNTAX, "this command cannot be read: %s", problem->message);
      return FALSE;
    }
  if (!find_verb (words[0], &command->verb, error))
    return FALSE;
  for (guint i = 1; words[i] != NULL; i++)
    if (!read_argument (command, words[i], error))
      return FALSE;
  return check_complete (command, error);
}

/**
 * tb_command_parse:
 * @line: `@TIME verb key=value ...`; the time may be left out
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the command, or %NULL with a #TbCommandError or #TbUnitsError
 */
TbCommand *
tb_command_parse (const char *line, GError **error)
{
  g_autoptr (TbCommand) command = g_new0 (TbCommand, 1);
  g_autofree char *valid = NULL;

  command->arguments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (strlen (line) > MAX_LINE_BYTES || !g_utf8_validate (line, -1, NULL))
    {
      tb_command_complain (error, TB_COMMAND_ERROR_SYNTAX, "a command is one line of text with at most %d bytes", MAX_LINE_BYTES);
      return NULL;
    }
  line += strspn (line, " \t");
  if (!read_time (&line, &command->at_us, error))
    return NULL;
  command->text = g_strstrip (g_strdup (line));
  if (*command->text == '\0' || strpbrk (command->text, "\r\n") != NULL)
    {
      valid = list_verbs ();
      tb_command_complain (error, TB_COMMAND_ERROR_SYNTAX, "a command is expected: %s", valid);
      return NULL;
    }
  if (!read_words (command, error))
    return NULL;
  command->device = g_strdup (tb_command_get (command, "device"));
  return g_steal_pointer (&command);
}

static gboolean
check_object (TbFleet *fleet, const char *name, GError **error)
{
  const TbGroup *group;

  if (name == NULL || tb_fleet_find (fleet, name) != TB_NOBODY)
    return TRUE;
  group = tb_fleet_find_group (fleet, name);
  if (group != NULL && group->count > 1)
    {
      g_autofree char *first = tb_fleet_dup_name (fleet, group->first);
      g_autofree char *last = tb_fleet_dup_name (fleet, group->first + group->count - 1);

      tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "\"%.40s\" are several; say which one, %s to %s", name, first, last);
    }
  else
    tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "there is no \"%.40s\" in this scenario", name);
  return FALSE;
}

/* Arguments of which a command that takes the first two of them needs exactly one. */
static const char *const *const alternatives[] = { ARGUMENTS ("device", "group", "broker"), ARGUMENTS ("authority", "certificate-of") };

/* What a command has to have in any case is no alternative to anything. */
static gboolean
may_take (const TbCommandInfo *info, const char *name)
{
  return tb_command_takes (info, name, strlen (name)) && !g_strv_contains (info->arguments, name);
}

static gboolean
check_alternatives (const TbCommand *command, const char *const *names, GError **error)
{
  const TbCommandInfo *info = tb_command_get_info (command->verb);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  if (!tb_command_takes (info, names[0], strlen (names[0])) || !tb_command_takes (info, names[1], strlen (names[1])))
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    if (may_take (info, names[i]))
      {
        g_string_append_printf (list, "%s%s=", i > 0 ? " or " : "", names[i]);
        n += tb_command_get (command, names[i]) != NULL;
      }
  if (n == 1)
    return TRUE;
  tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s needs either %s, as in: %s", info->verb, list->str, info->example);
  return FALSE;
}

static gboolean
check_group (const TbCommand *command, TbFleet *fleet, GError **error)
{
  const char *group = tb_command_get (command, "group");

  for (guint i = 0; i < G_N_ELEMENTS (alternatives); i++)
    if (!check_alternatives (command, alternatives[i], error))
      return FALSE;
  if (group != NULL && tb_fleet_find_group (fleet, group) == NULL)
    tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "there is no group \"%.40s\" in this scenario", group);
  else
    return TRUE;
  return FALSE;
}

/* Arguments that are a number. */
static const struct
{
  const char *argument;
  guint64 least;
  guint64 most;
  const char *what;
} numbers[] = {
  { "share", 1, 100, "a number of percent" },
  { "version", 1, TB_FIRMWARE_MAX_VERSION, "a whole number" },
  { "size", 1, TB_COMMAND_MAX_FIRMWARE_BYTES, "a number of bytes" },
  { "kbps", 0, TB_COMMAND_MAX_KBPS, "a number of kbit/s" },
  { "flood-kbps", 1, TB_COMMAND_MAX_KBPS, "a number of kbit/s" },
  { "addresses", 1, TB_OUTBREAK_MAX_ADDRESSES, "a whole number" },
};

static gboolean
check_numbers (const TbCommand *command, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *value = tb_command_get (command, numbers[i].argument);

      if (value == NULL || g_ascii_string_to_unsigned (value, 10, numbers[i].least, numbers[i].most, NULL, NULL))
        continue;
      tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s must be %s, %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", got \"%.40s\"", numbers[i].argument,
                           numbers[i].what, numbers[i].least, numbers[i].most, value);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_choices (const TbCommand *command, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const char *value = tb_command_get (command, choices[i].argument);
      g_autofree char *list = NULL;

      if (value == NULL || !is_choice_of (&choices[i], command->verb) || g_strv_contains (choices[i].words, value))
        continue;
      list = g_strjoinv (" or ", (char **) choices[i].words);
      tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s must be %s, got \"%.40s\"", choices[i].argument, list, value);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_reals (const TbCommand *command, GError **error)
{
  static const char *const reals[] = { "scan-rate", "hit-probability" };

  for (guint i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      const char *value = tb_command_get (command, reals[i]);
      char *end = NULL;

      if (value == NULL || (g_ascii_strtod (value, &end) >= 0 && end != value && *end == '\0'))
        continue;
      tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s must be a number, such as 200 or 0.16, got \"%.40s\"", reals[i], value);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_durations (const TbCommand *command, GError **error)
{
  static const char *const durations[] = { "reboot-every", "clean-every" };
  gint64 duration_us;

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    if (tb_command_get (command, durations[i]) != NULL && !tb_units_parse_duration (tb_command_get (command, durations[i]), &duration_us, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_network (const TbCommand *command, TbFleet *fleet, GError **error)
{
  const char *name = tb_command_get (command, "network");
  g_autoptr (GString) list = NULL;
  guint network;

  if (name == NULL || tb_fleet_find_network (fleet, name, &network))
    return TRUE;
  list = g_string_new (NULL);
  for (guint i = 0; i < tb_fleet_get_n_networks (fleet); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", tb_fleet_get_network (fleet, i)->name);
  tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "there is no network \"%.40s\" in this scenario; there are %s", name, list->str);
  return FALSE;
}

static gboolean
check_trial (const TbCommand *command, GError **error)
{
  g_autoptr (GError) problem = NULL;
  TbTrialTerms terms;

  if (command->verb != TB_COMMAND_HANDSHAKE || tb_trial_terms_from_line (&terms, command->text, &problem))
    return TRUE;
  tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "%s", problem->message);
  return FALSE;
}

/**
 * tb_command_check:
 * @command: a command
 * @fleet: who is there
 * @error: return location
 *
 * Checks what can be checked without knowing the state: names and values.
 *
 * Returns: %FALSE with %TB_COMMAND_ERROR_ARGUMENT
 */
gboolean
tb_command_check (const TbCommand *command, TbFleet *fleet, GError **error)
{
  const char *interval = tb_command_get (command, "interval");
  const char *topic = tb_command_get (command, "topic"), *message = tb_command_get (command, "message");
  gint64 duration_us;

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (!check_object (fleet, tb_command_get (command, named[i]), error))
      return FALSE;
  if (!check_group (command, fleet, error) || !check_numbers (command, error) || !check_choices (command, error) || !check_trial (command, error)
      || !check_reals (command, error) || !check_durations (command, error) || !check_network (command, fleet, error))
    return FALSE;
  if ((topic != NULL && (*topic == '\0' || strlen (topic) > 1024)) || (message != NULL && strlen (message) > 1024))
    tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "topic and message may have 1024 bytes, and a topic needs at least one");
  else if (interval != NULL && !tb_units_parse_duration (interval, &duration_us, error))
    return FALSE;
  else if (interval != NULL && duration_us != 0 && duration_us < 100 * TB_US_PER_MS)
    tb_command_complain (error, TB_COMMAND_ERROR_ARGUMENT, "interval must be at least 100ms, or 0s for none");
  else
    return TRUE;
  return FALSE;
}
