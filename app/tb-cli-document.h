/* tb-cli-document: the subcommands of `trustbed-cli document`. */
#pragma once

#include "tb-cli.h"

G_BEGIN_DECLS

int tb_cli_document_new      (int argc, char **argv);
int tb_cli_document_show     (int argc, char **argv);
int tb_cli_document_play     (int argc, char **argv);
int tb_cli_document_commands (int argc, char **argv);

G_END_DECLS
