/* tb-life-list: the rows of the chart of lifetimes as a list of sentences, its twin for keyboard and screen reader.
 *
 * Items are made when somebody looks at them, and those that are looked at follow the playhead. */
#pragma once

#include <gio/gio.h>

#include "tb-life-rows.h"
#include "tb-life-span.h"

G_BEGIN_DECLS

#define TB_TYPE_LIFE_ITEM (tb_life_item_get_type ())
G_DECLARE_FINAL_TYPE (TbLifeItem, tb_life_item, TB, LIFE_ITEM, GObject)

/* Properties, all readable: name, words, icon, classes. */
guint32     tb_life_item_get_object (TbLifeItem *item);

#define TB_TYPE_LIFE_LIST (tb_life_list_get_type ())
G_DECLARE_FINAL_TYPE (TbLifeList, tb_life_list, TB, LIFE_LIST, GObject)

TbLifeList *tb_life_list_new        (void);
void        tb_life_list_set_source (TbLifeList *list, TbLifeIndex *index, const TbLifeRows *rows);   /* borrowed; NULL for none */
void        tb_life_list_refresh    (TbLifeList *list, gint64 now_us);

G_END_DECLS
