/* tb-identity-edge: the lifecycle of a certificate as a table: which state follows on which, and on what. What is in no row does not happen. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TB_IDENTITY_EVENT_ASK_FIRST,
  TB_IDENTITY_EVENT_ASK_NEXT,
  TB_IDENTITY_EVENT_INSTALL,
  TB_IDENTITY_EVENT_REFUSE,
  TB_IDENTITY_EVENT_REFUSE_AGAIN,
  TB_IDENTITY_EVENT_EXPIRE_SOON,
  TB_IDENTITY_EVENT_EXPIRE,
  TB_IDENTITY_EVENT_REVOKE,
  TB_IDENTITY_EVENT_RELEASE,
  TB_IDENTITY_EVENT_LOSE,        /* the last root it trusts is retired */
  TB_IDENTITY_EVENT_FIND,        /* it trusts one that is in use again */
  TB_IDENTITY_EVENT_FIND_BARE,   /* likewise, and it has no certificate */
  TB_IDENTITY_EVENT_BEGIN_ANEW,  /* it is as it left the factory */
} TbIdentityEvent;

gboolean tb_identity_edge_find (guint8 from, TbIdentityEvent event, guint8 *to);

G_END_DECLS
