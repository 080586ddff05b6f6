/* tb-command-complete: what a line that is being typed could become: verbs, then their arguments, then what those take. */
#include "tb-command-private.h"

#include <string.h>

#include "tb-trial.h"

#define MAX_COMPLETIONS 24

/* Groups whose names cannot begin like this are passed over whole. */
static void
complete_objects (GPtrArray *found, TbFleet *fleet, const char *before, gsize before_length, const char *part)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, g);
      gboolean fits = g_str_has_prefix (part, group->name) || g_str_has_prefix (group->name, part);

      for (guint32 object = group->first; fits && object < group->first + group->count && found->len < MAX_COMPLETIONS; object++)
        {
          g_autofree char *name = tb_fleet_dup_name (fleet, object);

          if (g_str_has_prefix (name, part))
            g_ptr_array_add (found, g_strdup_printf ("%.*s%s", (int) before_length, before, name));
        }
    }
}

static void
complete_groups (GPtrArray *found, TbFleet *fleet, const char *before, gsize before_length, const char *part)
{
  for (guint g = 0; g < tb_fleet_get_n_groups (fleet) && found->len < MAX_COMPLETIONS; g++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, g);

      if ((group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY) && g_str_has_prefix (group->name, part))
        g_ptr_array_add (found, g_strdup_printf ("%.*s%s", (int) before_length, before, group->name));
    }
}

static void
complete_choice (GPtrArray *found, const char *const *choice, const char *before, gsize before_length, const char *part)
{
  for (guint i = 0; choice[i] != NULL && found->len < MAX_COMPLETIONS; i++)
    if (g_str_has_prefix (choice[i], part))
      g_ptr_array_add (found, g_strdup_printf ("%.*s%s", (int) before_length, before, choice[i]));
}

/* What a word of a handshake made on purpose can be. */
static void
complete_trial (GPtrArray *found, const char *line, const char *word, const char *equals)
{
  g_autofree char *name = g_strndup (word, (gsize) (equals - word));
  g_auto (GStrv) values = tb_trial_terms_list_values (name);

  complete_choice (found, (const char *const *) values, line, (gsize) (equals + 1 - line), equals + 1);
}

static void
complete_networks (GPtrArray *found, TbFleet *fleet, const char *line, gsize keep, const char *stem)
{
  for (guint i = 0; i < tb_fleet_get_n_networks (fleet); i++)
    if (g_str_has_prefix (tb_fleet_get_network (fleet, i)->name, stem))
      g_ptr_array_add (found, g_strdup_printf ("%.*s%s", (int) keep, line, tb_fleet_get_network (fleet, i)->name));
}

static void
complete_argument (GPtrArray *found, TbCommandVerb verb, TbFleet *fleet, const char *line, const char *word)
{
  const TbCommandInfo *info = tb_command_get_info (verb);
  const char *equals = strchr (word, '=');
  const char *const *choice = equals != NULL && tb_command_takes (info, word, (gsize) (equals - word)) ? tb_command_find_words (verb, word, (gsize) (equals - word)) : NULL;

  if (choice != NULL)
    complete_choice (found, choice, line, (gsize) (equals + 1 - line), equals + 1);
  if (equals != NULL && verb == TB_COMMAND_HANDSHAKE)
    complete_trial (found, line, word, equals);
  if (equals != NULL && tb_command_names_somebody (word, (gsize) (equals - word)))
    complete_objects (found, fleet, line, (gsize) (equals + 1 - line), equals + 1);
  if (equals != NULL && g_str_has_prefix (word, "network="))
    complete_networks (found, fleet, line, (gsize) (equals + 1 - line), equals + 1);
  if (equals != NULL && g_str_has_prefix (word, "group="))
    complete_groups (found, fleet, line, (gsize) (equals + 1 - line), equals + 1);
  for (guint i = 0; equals == NULL && info->arguments[i] != NULL && found->len < MAX_COMPLETIONS; i++)
    {
      gsize length = strcspn (info->arguments[i], "?");
      g_autofree char *given = g_strdup_printf (" %.*s=", (int) length, info->arguments[i]);

      if (strncmp (info->arguments[i], word, strlen (word)) == 0 && strstr (line, given) == NULL)
        g_ptr_array_add (found, g_strdup_printf ("%.*s%.*s=", (int) (word - line), line, (int) length, info->arguments[i]));
    }
}

/**
 * tb_command_complete:
 * @line: what has been typed so far
 * @fleet: who is there
 *
 * Returns: (transfer full): all verbs that @line could become, or up to 24 lines with arguments, then names
 */
char **
tb_command_complete (const char *line, TbFleet *fleet)
{
  GPtrArray *found = g_ptr_array_new ();
  const char *begin = line + (*line == '@' ? strcspn (line, " ") : 0);
  const char *verb = begin + strspn (begin, " ");
  gsize verb_length = strcspn (verb, " ");
  const char *word = strrchr (verb, ' ');

  for (guint i = 0; i < TB_N_COMMANDS && (begin == line || *begin != '\0'); i++)
    if (word != NULL && strlen (tb_command_get_info (i)->verb) == verb_length && strncmp (tb_command_get_info (i)->verb, verb, verb_length) == 0)
      complete_argument (found, (TbCommandVerb) i, fleet, line, word + 1);
    else if (word == NULL && strncmp (tb_command_get_info (i)->verb, verb, verb_length) == 0)
      g_ptr_array_add (found, g_strdup_printf ("%.*s%s ", (int) (verb - line), line, tb_command_get_info (i)->verb));
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_free (found, FALSE);
}
