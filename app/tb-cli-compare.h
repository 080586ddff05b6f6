/* tb-cli-compare: `trustbed-cli handshake --compare`: what handshakes cost devices, as a table. */
#pragma once

#include "tb-cost-sheet.h"

G_BEGIN_DECLS

/**
 * TbComparison:
 * @device_names, @link_names, @keys: (nullable): which were asked for; %NULL: all
 * @seed: what all randomness is drawn from
 * @compare: always set
 * @json, @csv: how it is printed
 * @devices: (element-type TbProfile), @links: (element-type TbLink), @server: what is compared
 * @sheet: the comparison
 *
 * What the command works on.
 */
typedef struct
{
  char **device_names;
  char **link_names;
  char **keys;
  gint64 seed;
  gboolean compare;
  gboolean json;
  gboolean csv;
  GPtrArray *devices;
  GPtrArray *links;
  TbProfile *server;
  TbCostSheet *sheet;
} TbComparison;

gboolean tb_cli_wants_comparison (int argc, char **argv);
int      tb_cli_compare          (int argc, char **argv);

void     tb_comparison_print_json (const TbComparison *comparison);
void     tb_comparison_print_csv  (const TbComparison *comparison);
void     tb_comparison_print_text (const TbComparison *comparison);

G_END_DECLS
