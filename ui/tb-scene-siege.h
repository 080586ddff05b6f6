/* tb-scene-siege: which services are flooded, as a scene knows it, and by whom. Part of tb-scene, which is how others ask. */
#pragma once

#include "tb-fold.h"

G_BEGIN_DECLS

typedef struct _TbSceneSieges TbSceneSieges;

TbSceneSieges *tb_scene_sieges_new      (TbFleet *fleet);
void           tb_scene_sieges_free     (TbSceneSieges *sieges);
gboolean       tb_scene_sieges_follow   (TbSceneSieges *sieges, TbFold *fold, const guint8 *marks);
const TbSiege *tb_scene_sieges_get      (TbSceneSieges *sieges, guint *n_sieges);
const guint32 *tb_scene_sieges_get_bots (TbSceneSieges *sieges, guint *n_bots);

G_END_DECLS
