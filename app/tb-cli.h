/* tb-cli: the commands of trustbed-cli, and what they have in common. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Exit codes every command uses. */
enum { TB_EXIT_YES = 0, TB_EXIT_NO = 1, TB_EXIT_BAD_INPUT = 2 };

/**
 * TbCliCommand:
 * @name: the word
 * @run: what it does, handed its own name and its arguments; returns the exit code
 * @summary: a few words
 */
typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} TbCliCommand;

const TbCliCommand *tb_cli_find_command (const TbCliCommand *commands, guint n_commands, const char *word);
int  tb_cli_run_subcommand (const TbCliCommand *commands, guint n_commands, const char *usage, int argc, char **argv);
int  tb_cli_run_command (const TbCliCommand *command, const char *parents, int argc, char **argv);
void tb_cli_list_commands (const TbCliCommand *commands, guint n_commands);

int  tb_cli_run       (int argc, char **argv);
int  tb_cli_query     (int argc, char **argv);
int  tb_cli_audit     (int argc, char **argv);
int  tb_cli_handshake (int argc, char **argv);
int  tb_cli_sign      (int argc, char **argv);
int  tb_cli_seal      (int argc, char **argv);
int  tb_cli_ca        (int argc, char **argv);
int  tb_cli_firmware  (int argc, char **argv);
int  tb_cli_lint      (int argc, char **argv);
int  tb_cli_verify    (int argc, char **argv);
int  tb_cli_outbreak  (int argc, char **argv);
int  tb_cli_exercise  (int argc, char **argv);
int  tb_cli_lesson    (int argc, char **argv);
int  tb_cli_document  (int argc, char **argv);
int  tb_cli_bench     (int argc, char **argv);
int  tb_cli_alerts    (int argc, char **argv);
int  tb_cli_comply    (int argc, char **argv);

int  tb_cli_complain  (const char *format, ...) G_GNUC_PRINTF (1, 2);
void tb_cli_choose_language (void);
const char *tb_cli_translate (const char *text);
gboolean tb_cli_parse_options (const GOptionEntry *entries, const char *usage, const char *summary, int *argc, char ***argv, GError **error);
gboolean tb_cli_write (const char *path, GBytes *bytes, int mode, GError **error);
void tb_cli_print_json (JsonBuilder *builder);
void tb_cli_add_int   (JsonBuilder *builder, const char *name, gint64 value);
void tb_cli_add_double (JsonBuilder *builder, const char *name, double value);
void tb_cli_add_text  (JsonBuilder *builder, const char *name, const char *value);

G_END_DECLS
