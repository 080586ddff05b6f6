/* tb-infection-draw: the picture of an infection tree, drawn with cairo on the screen and into files alike, and the words for what is in its middle. */
#pragma once

#include "tb-fold.h"
#include "tb-infection-layout.h"
#include "tb-paint.h"

G_BEGIN_DECLS

/**
 * TbInfectionPicture:
 * @index: who infected whom
 * @layout: where they stand
 * @fold: state at the moment that is shown
 * @palette: the colours
 * @text: a layout with the font to write in
 * @focus: entry in the middle
 * @limit: see [func@infection_index_get_limit]
 * @selected: the object that is selected, or %TB_NOBODY
 * @has_cursor: whether the keyboard is here
 */
typedef struct
{
  TbInfectionIndex *index;
  const TbInfectionLayout *layout;
  TbFold *fold;
  const TbPalette *palette;
  PangoLayout *text;
  guint focus;
  guint limit;
  guint32 selected;
  gboolean has_cursor;
} TbInfectionPicture;

void          tb_infection_draw           (const TbInfectionPicture *picture, cairo_t *cr);
const TbLook *tb_infection_get_look       (TbInfectionIndex *index, TbFold *fold, guint entry, guint limit);
char         *tb_infection_describe       (TbInfectionIndex *index, TbFold *fold, guint entry, guint limit);
char         *tb_infection_describe_facts (TbInfectionIndex *index, TbFold *fold, guint entry, guint limit);

G_END_DECLS
