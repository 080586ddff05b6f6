/* tb-ladder-box: the widgets that stand on a ladder: a message, a head, and the card that explains a refusal. */
#pragma once

#include <gtk/gtk.h>

#include "tb-ladder-diff.h"
#include "tb-ladder-light.h"

G_BEGIN_DECLS

GtkWidget *tb_ladder_box_new         (void);
void       tb_ladder_box_show        (GtkWidget *box, const TbLadderStory *story, const TbLadderStep *step);
void       tb_ladder_box_mark        (GtkWidget *box, guint difference);
void       tb_ladder_box_light       (GtkWidget *box, TbLadderLight light);
GtkWidget *tb_ladder_head_new        (void);
void       tb_ladder_head_show       (GtkWidget *head, const char *name, const char *icon_name);
GtkWidget *tb_ladder_verdict_new     (void);
void       tb_ladder_verdict_show    (GtkWidget *verdict, const TbRefusal *refusal);

G_END_DECLS
