/* tb-infection-tree-private: the inside of the widget, for its own files only. */
#pragma once

#include "tb-infection-draw.h"
#include "tb-infection-tree.h"

G_BEGIN_DECLS

struct _TbInfectionTree
{
  GtkWidget parent_instance;

  TbPlayhead *playhead;          /* owned */
  TbInfectionIndex *index;       /* owned, NULL without a run */
  TbInfectionLayout *layout;     /* owned, NULL when it is to be made anew */
  PangoLayout *text;             /* owned, likewise */
  guint wanted;                  /* entry that is to be in the middle, which need not have happened yet */
  guint focus;                   /* entry that is: @wanted, or who led to it */
  guint limit;                   /* entries below have happened */
  guint64 position;              /* of the fold, when last looked at */
};

const TbInfectionLayout *tb_infection_tree_ensure_layout (TbInfectionTree *self);          /* NULL without a run */
void                     tb_infection_tree_show          (TbInfectionTree *self, guint entry);
void                     tb_infection_tree_set_up_input  (TbInfectionTree *self);

G_END_DECLS
