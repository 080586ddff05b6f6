/* tb-cli-checks: checks that were made, as members of a JSON document or as lines for people: the same for certificates, firmware and handshakes. */
#pragma once

#include "tb-check.h"
#include "tb-cli.h"

G_BEGIN_DECLS

void tb_cli_add_foreign_text (JsonBuilder *json, const char *name, const char *text);
void tb_cli_add_check        (JsonBuilder *json, const TbCheck *check, const char *where);
void tb_cli_add_checks       (JsonBuilder *json, const TbChecks *checks);
void tb_cli_print_check      (const TbCheck *check, gboolean with_depth);

G_END_DECLS
