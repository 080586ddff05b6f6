/* tb-maker-line: see the header. */
#include "tb-maker-line.h"

#include <glib/gi18n-lib.h>

#include "tb-trial.h"

/**
 * tb_maker_line_new:
 * @device: who makes the handshake
 * @words: (array length=n_words): what was chosen
 * @n_words: how many
 *
 * Returns: (transfer full): the command
 */
char *
tb_maker_line_new (const char *device, const TbMakerWord *words, guint n_words)
{
  g_autoptr (GString) line = g_string_new ("handshake device=");

  g_string_append (line, device);
  for (guint i = 0; i < n_words; i++)
    if (*words[i].value != '\0')
      g_string_append_printf (line, " %s=%s", words[i].name, words[i].value);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/**
 * tb_maker_line_find_fault:
 * @words: (array length=n_words): what was chosen
 * @n_words: how many
 *
 * Returns: (transfer full) (nullable): what does not go together, as a translated sentence; %NULL when nothing
 */
char *
tb_maker_line_find_fault (const TbMakerWord *words, guint n_words)
{
  TbTrialTerms terms = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *fault = NULL;

  for (guint i = 0; i < n_words; i++)
    if (*words[i].value != '\0' && !tb_trial_terms_set (&terms, words[i].name, words[i].value, &error))
      return g_strdup (error->message);
  fault = tb_trial_find_fault (&terms);
  return fault != NULL ? g_strdup (_(fault)) : NULL;
}
