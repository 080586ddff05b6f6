/* tb-command-line: where commands are typed, where whatever a button does is said, and where the answer stands.
 *
 * It knows no command: it asks a function for completions and activates `win.submit`. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TB_TYPE_COMMAND_LINE (tb_command_line_get_type ())
G_DECLARE_FINAL_TYPE (TbCommandLine, tb_command_line, TB, COMMAND_LINE, AdwBin)

/**
 * TbCompleteFunc:
 * @line: the beginning of a command
 *
 * Returns: (transfer full) (nullable): whole lines it could become
 */
typedef char **(*TbCompleteFunc) (const char *line, gpointer user_data);

void tb_command_line_set_complete (TbCommandLine *self, TbCompleteFunc complete, gpointer user_data);
void tb_command_line_say          (TbCommandLine *self, const char *line);
void tb_command_line_answer       (TbCommandLine *self, const char *sentence, gboolean is_error);
void tb_command_line_accept       (TbCommandLine *self, const char *line);
void tb_command_line_focus        (TbCommandLine *self);

G_END_DECLS
