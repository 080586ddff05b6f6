/* tb-infection-tree: who infected whom, followed device by device: from the attacker down to one, beside it those that were taken by the same, below it
 * those that it took. Shows the run and the moment of a playhead, and selects there. However many there are, only a page of each is shown. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_INFECTION_TREE (tb_infection_tree_get_type ())
G_DECLARE_FINAL_TYPE (TbInfectionTree, tb_infection_tree, TB, INFECTION_TREE, GtkWidget)

GtkWidget *tb_infection_tree_new          (void);
void       tb_infection_tree_set_playhead (TbInfectionTree *self, TbPlayhead *playhead);   /* once; it follows from then on */
gboolean   tb_infection_tree_go_to        (TbInfectionTree *self, guint32 device);         /* FALSE where nobody has taken it so far */
guint32    tb_infection_tree_get_device   (TbInfectionTree *self);                         /* in the middle; the attacker when nobody is taken */
gboolean   tb_infection_tree_export       (TbInfectionTree *self, const char *title, const char *path, GError **error);

G_END_DECLS
