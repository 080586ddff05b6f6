/* tb-live-branch: the certificates of real clients as a branch of the tree of certificates: a row at the top with one below it for each, filtered like the
 * others. There is none while there are no such certificates. */
#pragma once

#include "tb-certificate-tree.h"
#include "tb-live-service.h"

G_BEGIN_DECLS

#define TB_TYPE_LIVE_BRANCH (tb_live_branch_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveBranch, tb_live_branch, TB, LIVE_BRANCH, GObject)

TbLiveBranch      *tb_live_branch_new        (TbLiveService *service);
GListModel        *tb_live_branch_get_roots  (TbLiveBranch *self);          /* of TbCertificateNode: one or none */
guint              tb_live_branch_get_n      (TbLiveBranch *self);          /* that are shown */
guint              tb_live_branch_find       (TbLiveBranch *self, TbLiveCertificate *certificate);      /* its row, G_MAXUINT when it is not shown */
void               tb_live_branch_set_filter (TbLiveBranch *self, TbCertificateFilter filter);
void               tb_live_branch_set_text   (TbLiveBranch *self, const char *text);
TbLiveCertificate *tb_live_branch_get        (TbCertificateNode *node);     /* NULL when it is a row of something else */

G_END_DECLS
