/* tb-certificate-node: one row of the tree of certificates: an authority's own, a sort of holder, or the certificate of one of them.
 *
 * Made when a row is shown and told what is so at the playhead; knows no widget. */
#pragma once

#include <gio/gio.h>

#include "tb-certificate-index.h"
#include "tb-look.h"

G_BEGIN_DECLS

/**
 * TbCertificateNodeKind:
 * @TB_CERTIFICATE_NODE_AUTHORITY: an authority's own certificate; its number is that of the certificate
 * @TB_CERTIFICATE_NODE_GROUP: all certificates of one sort of holder; its number is the place among the groups
 * @TB_CERTIFICATE_NODE_HOLDER: the certificate somebody has now; its number is that of the object
 * @TB_CERTIFICATE_NODE_LIVE_GROUP: all certificates of real clients
 * @TB_CERTIFICATE_NODE_LIVE: the certificate of a real client
 */
typedef enum
{
  TB_CERTIFICATE_NODE_AUTHORITY,
  TB_CERTIFICATE_NODE_GROUP,
  TB_CERTIFICATE_NODE_HOLDER,
  TB_CERTIFICATE_NODE_LIVE_GROUP,
  TB_CERTIFICATE_NODE_LIVE,
} TbCertificateNodeKind;

#define TB_TYPE_CERTIFICATE_NODE (tb_certificate_node_get_type ())
G_DECLARE_FINAL_TYPE (TbCertificateNode, tb_certificate_node, TB, CERTIFICATE_NODE, GObject)

/* Properties: title, tail, icon-name, hint (s), css-classes (as). All but the title may change with time. */
TbCertificateNode    *tb_certificate_node_new          (TbCertificateNodeKind kind, guint number, const char *title);
void                  tb_certificate_node_set_children (TbCertificateNode *self, GListModel *children);
void                  tb_certificate_node_set_icon     (TbCertificateNode *self, const char *icon_name);
void                  tb_certificate_node_update       (TbCertificateNode *self, const TbLook *look, const char *tail);
TbCertificateNodeKind tb_certificate_node_get_kind     (TbCertificateNode *self);
guint                 tb_certificate_node_get_number   (TbCertificateNode *self);
const char           *tb_certificate_node_get_title    (TbCertificateNode *self);
const TbLook         *tb_certificate_node_get_look     (TbCertificateNode *self);      /* NULL for a group */
GListModel           *tb_certificate_node_get_children (TbCertificateNode *self);      /* NULL for a holder */
gboolean              tb_certificate_node_take_offer   (TbCertificateNode *self);      /* TRUE the first time only */
void                  tb_certificate_node_renew_offer  (TbCertificateNode *self);

G_END_DECLS
