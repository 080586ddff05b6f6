/* tb-cost-catalog: the classes of devices and the links that costs are reckoned for: all profiles and links that come with the program. */
#pragma once

#include "tb-cost.h"

G_BEGIN_DECLS

/**
 * TbCostCatalog:
 * @devices: (element-type TbProfile): clients, the slowest first
 * @links: (element-type TbLink): the slowest first
 * @server: what every server is
 */
typedef struct
{
  GPtrArray *devices;
  GPtrArray *links;
  TbProfile *server;
} TbCostCatalog;

const TbCostCatalog *tb_cost_catalog_get (void);

G_END_DECLS
