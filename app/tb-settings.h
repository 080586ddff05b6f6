/* tb-settings: what is remembered between two starts. Without an installed schema nothing is remembered, and nothing breaks. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  int width;
  int height;
  gboolean maximized;
  gboolean inspector;
  int color_scheme;      /* an AdwColorScheme */
  double speed;          /* 0: the pace of the scenario */
} TbSettings;

void tb_settings_load (TbSettings *settings);
void tb_settings_save (const TbSettings *settings);

char *tb_settings_dup_learner  (void);                     /* what the learner is called, "" for nothing */
void  tb_settings_save_learner (const char *learner);

GStrv tb_settings_dup_recent   (void);                     /* files that were opened or saved last, the newest first */
void  tb_settings_save_recent  (const char *path);

G_END_DECLS
