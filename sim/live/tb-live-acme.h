/* tb-live-acme: an ACME server that looks for itself: between the server, which knows no sockets, and the validators, which know no ACME. */
#pragma once

#include "tb-live-validator.h"

G_BEGIN_DECLS

typedef struct _TbLiveAcme TbLiveAcme;

TbLiveAcme *tb_live_acme_new  (TbAcmeServer *server, const TbLiveLookTerms *terms);
void        tb_live_acme_free (TbLiveAcme *acme);
void        tb_live_acme_run  (TbLiveAcme *acme);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveAcme, tb_live_acme_free)

G_END_DECLS
