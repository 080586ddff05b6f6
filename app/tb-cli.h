/* tb-cli: the commands of trustbed-cli, and what they have in common. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Exit codes every command uses. */
enum { TB_EXIT_YES = 0, TB_EXIT_NO = 1, TB_EXIT_BAD_INPUT = 2 };

int  tb_cli_run       (int argc, char **argv);
int  tb_cli_handshake (int argc, char **argv);
int  tb_cli_sign      (int argc, char **argv);
int  tb_cli_seal      (int argc, char **argv);
int  tb_cli_ca        (int argc, char **argv);
int  tb_cli_firmware  (int argc, char **argv);
int  tb_cli_lint      (int argc, char **argv);
int  tb_cli_verify    (int argc, char **argv);
int  tb_cli_bench     (int argc, char **argv);

int  tb_cli_complain  (const char *format, ...) G_GNUC_PRINTF (1, 2);
void tb_cli_print_json (JsonBuilder *builder);
void tb_cli_add_int   (JsonBuilder *builder, const char *name, gint64 value);
void tb_cli_add_double (JsonBuilder *builder, const char *name, double value);
void tb_cli_add_text  (JsonBuilder *builder, const char *name, const char *value);

G_END_DECLS
