/* tb-cli-alerts: what the subcommands of `trustbed-cli alerts` have in common. */
#pragma once

#include "tb-alert-rules.h"
#include "tb-cli.h"

G_BEGIN_DECLS

int  tb_cli_alerts_run      (int argc, char **argv);
int  tb_cli_alerts_measure  (int argc, char **argv);
void tb_cli_alerts_add_rule (JsonBuilder *json, const TbAlertRule *rule);

G_END_DECLS
