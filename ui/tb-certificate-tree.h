/* tb-certificate-tree: the hierarchy at the playhead: roots, the authorities below them, and who has a certificate from them, by sort.
 *
 * Follows the playhead both ways with the smallest change that is true, filtered. What a row shows is worked out when somebody looks at it. Knows
 * no widget. */
#pragma once

#include "tb-certificate-node.h"
#include "tb-fold.h"

G_BEGIN_DECLS

/**
 * TbCertificateFilter:
 * @TB_CERTIFICATE_FILTER_ALL: every certificate somebody has now
 * @TB_CERTIFICATE_FILTER_VALID: those that are in force, about to be renewed or not
 * @TB_CERTIFICATE_FILTER_EXPIRING: those that end soon
 * @TB_CERTIFICATE_FILTER_EXPIRED: those that have ended
 * @TB_CERTIFICATE_FILTER_REVOKED: those that were revoked, or are held
 */
typedef enum
{
  TB_CERTIFICATE_FILTER_ALL,
  TB_CERTIFICATE_FILTER_VALID,
  TB_CERTIFICATE_FILTER_EXPIRING,
  TB_CERTIFICATE_FILTER_EXPIRED,
  TB_CERTIFICATE_FILTER_REVOKED,
  TB_CERTIFICATE_FILTER_N
} TbCertificateFilter;

#define TB_TYPE_CERTIFICATE_TREE (tb_certificate_tree_get_type ())
G_DECLARE_FINAL_TYPE (TbCertificateTree, tb_certificate_tree, TB, CERTIFICATE_TREE, GObject)

TbCertificateTree  *tb_certificate_tree_new         (void);
void                tb_certificate_tree_set_source  (TbCertificateTree *self, TbFold *fold);       /* NULL for none; must live until another is set */
void                tb_certificate_tree_move        (TbCertificateTree *self);                     /* to where the fold is now */
void                tb_certificate_tree_set_filter  (TbCertificateTree *self, TbCertificateFilter filter);
void                tb_certificate_tree_set_text    (TbCertificateTree *self, const char *text);
GListModel         *tb_certificate_tree_get_roots   (TbCertificateTree *self);                     /* of TbCertificateNode */
TbCertificateIndex *tb_certificate_tree_get_index   (TbCertificateTree *self);                     /* NULL without a source */
guint               tb_certificate_tree_get_n_known (TbCertificateTree *self);                     /* holders, filtered or not */
guint               tb_certificate_tree_get_n_shown (TbCertificateTree *self);
const TbLook       *tb_certificate_tree_get_look    (TbCertificateTree *self, guint certificate);
GPtrArray          *tb_certificate_tree_find_holder (TbCertificateTree *self, guint32 object);     /* the rows from the top down to its sort, NULL when hidden */
guint               tb_certificate_tree_find_row    (TbCertificateTree *self, guint32 object);
GPtrArray          *tb_certificate_tree_find_authority (TbCertificateTree *self, guint certificate);
const TbGroup      *tb_certificate_tree_get_group   (TbCertificateTree *self, TbCertificateNode *node);

G_END_DECLS
