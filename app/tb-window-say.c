/* tb-window-say: what a window says to the person: in the command line, above the view when something is wrong, and in passing. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-command-line.h"
#include "tb-window-private.h"

void
tb_window_say (TbWindow *self, const char *line)
{
  tb_command_line_say (TB_COMMAND_LINE (self->command_line), line);
}

void
tb_window_answer (TbWindow *self, const char *sentence, gboolean is_error)
{
  tb_command_line_answer (TB_COMMAND_LINE (self->command_line), sentence, is_error);
}

void
tb_window_accept (TbWindow *self, const char *line)
{
  tb_command_line_accept (TB_COMMAND_LINE (self->command_line), line);
}

void
tb_window_show_problem (TbWindow *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->problem_label), sentence);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->problem), TRUE);
}

/**
 * tb_window_dup_words:
 * @error: what went wrong in the engine
 *
 * Sentences of the engine are English, and begin with the file that they are about: that stays, and the rest is said in the language of the user where a catalogue
 * has it.
 *
 * Returns: (transfer full): the sentence
 */
char *
tb_window_dup_words (const GError *error)
{
  const char *at = error->message;

  while ((at = strstr (at, ": ")) != NULL)
    {
      const char *why = at + 2, *words = *why != '\0' ? _(why) : why;

      if (words != why)
        return g_strdup_printf ("%.*s: %s", (int) (at - error->message), error->message, words);
      at = why;
    }
  return g_strdup (error->message);
}

void
tb_window_show_error (TbWindow *self, const GError *error)
{
  g_autofree char *words = tb_window_dup_words (error);

  tb_window_show_problem (self, words);
}

void
tb_window_show_toast (TbWindow *self, const char *sentence)
{
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (sentence));
}

/**
 * tb_window_offer:
 * @self: a window
 * @sentence: what is so now
 * @label: of a button
 * @action: what the button does
 * @target: (nullable): of the action
 */
void
tb_window_offer (TbWindow *self, const char *sentence, const char *label, const char *action, const char *target)
{
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action);
  if (target != NULL)
    adw_toast_set_action_target (toast, "s", target);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}
