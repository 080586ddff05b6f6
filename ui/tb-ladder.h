/* tb-ladder: one handshake as messages between two life lines.
 *
 * The messages are buttons, so that keys and assistive technology reach them; everything behind them is drawn. Emits "message-picked" (int) when a
 * person chooses one; what is selected is told from outside. */
#pragma once

#include <gtk/gtk.h>

#include "tb-ladder-light.h"
#include "tb-ladder-story.h"

G_BEGIN_DECLS

#define TB_TYPE_LADDER (tb_ladder_get_type ())
G_DECLARE_FINAL_TYPE (TbLadder, tb_ladder, TB, LADDER, GtkWidget)

/**
 * TbLadderLightFunc:
 * @step: a message
 *
 * Returns: how it stands
 */
typedef TbLadderLight (*TbLadderLightFunc) (const TbLadderStep *step, gpointer user_data);

void                 tb_ladder_take_story   (TbLadder *self, TbLadderStory *story);   /* NULL for none */
const TbLadderStory *tb_ladder_get_story    (TbLadder *self);
void                 tb_ladder_compare      (TbLadder *self, const GArray *pairs, guint which, const GArray *tops);   /* NULL to stand alone */
void                 tb_ladder_select       (TbLadder *self, int message);            /* -1 for none */
void                 tb_ladder_light        (TbLadder *self, TbLadderLightFunc func, gpointer user_data);   /* NULL puts it out */

G_END_DECLS
