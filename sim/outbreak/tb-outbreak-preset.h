/* tb-outbreak-preset: outbreaks that were published, as models. */
#pragma once

#include "tb-outbreak-model.h"

G_BEGIN_DECLS

/**
 * TbOutbreakPreset:
 * @code: stable name
 * @what: in words
 * @source: who published the figures
 * @calibrated: which of the figures are fitted to the outcome, and to what; %NULL when all are given
 * @model: the model
 */
typedef struct
{
  const char *code;
  const char *what;
  const char *source;
  const char *calibrated;
  TbOutbreakModel model;
} TbOutbreakPreset;

const TbOutbreakPreset *tb_outbreak_preset_get  (guint i);
const TbOutbreakPreset *tb_outbreak_preset_find (const char *code);

G_END_DECLS
