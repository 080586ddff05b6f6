/* tb-holder-list: the certificates of one sort of holder as a list model, one row for each object that has one and passes the filter.
 *
 * Which those are is decided by the tree that owns it. Rows are made when somebody looks at them and are the same while somebody does. */
#pragma once

#include "tb-certificate-node.h"
#include "tb-fleet.h"

G_BEGIN_DECLS

/**
 * TbHolderUpdate:
 * @node: a row that somebody looks at
 *
 * Tells the row what is so now.
 */
typedef void (*TbHolderUpdate) (TbCertificateNode *node, gpointer user_data);

#define TB_TYPE_HOLDER_LIST (tb_holder_list_get_type ())
G_DECLARE_FINAL_TYPE (TbHolderList, tb_holder_list, TB, HOLDER_LIST, GObject)

TbHolderList *tb_holder_list_new     (TbFleet *fleet, TbHolderUpdate update, gpointer user_data);
void          tb_holder_list_detach  (TbHolderList *self);                                    /* its owner goes away */
void          tb_holder_list_set     (TbHolderList *self, guint32 object, gboolean shown);
void          tb_holder_list_replace (TbHolderList *self, GArray *objects);                   /* (transfer full), of guint */
guint         tb_holder_list_find    (TbHolderList *self, guint32 object);                    /* its row, G_MAXUINT when none */
void          tb_holder_list_refresh (TbHolderList *self);

G_END_DECLS
