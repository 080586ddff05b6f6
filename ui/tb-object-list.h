/* tb-object-list: the fleet as a list, the twin of the canvas for keyboard and screen reader.
 *
 * Items are made when somebody looks at them, so a million devices cost four bytes each until then. Items that are looked at follow the scene. */
#pragma once

#include "tb-object-item.h"

G_BEGIN_DECLS

#define TB_TYPE_OBJECT_LIST (tb_object_list_get_type ())
G_DECLARE_FINAL_TYPE (TbObjectList, tb_object_list, TB, OBJECT_LIST, GObject)

TbObjectList *tb_object_list_new         (void);
void          tb_object_list_set_scene   (TbObjectList *list, TbScene *scene);
void          tb_object_list_refilter    (TbObjectList *list);
void          tb_object_list_refresh     (TbObjectList *list, TbFold *fold);
guint         tb_object_list_find        (TbObjectList *list, guint32 object);

G_END_DECLS
