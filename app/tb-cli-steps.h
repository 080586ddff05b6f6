/* tb-cli-steps: how `trustbed-cli sign` and `trustbed-cli seal` show the steps of a bench, as text and as JSON. */
#pragma once

#include "tb-cli.h"
#include "tb-sign-step.h"

G_BEGIN_DECLS

void tb_cli_steps_print (const GPtrArray *steps);
void tb_cli_steps_add   (JsonBuilder *builder, const GPtrArray *steps);
void tb_cli_lines_add   (JsonBuilder *builder, const char *name, const char *const *lines);
void tb_cli_noticed_add (JsonBuilder *builder, const GPtrArray *steps, int noticed);

G_END_DECLS
