/* tb-ca-publish: what an authority tells the world about what it revoked: lists and OCSP answers. */
#pragma once

#include "tb-ca.h"
#include "tb-crl.h"
#include "tb-ocsp.h"

G_BEGIN_DECLS

TbCrl  *tb_ca_make_crl  (TbCa *ca, const char *authority, gboolean is_delta, gint64 lifetime_us, const TbCaActor *actor, GError **error);
GBytes *tb_ca_answer    (TbCa *ca, GBytes *request, gboolean is_delegated, gint64 lifetime_us, const TbCaActor *actor, GError **error);

G_END_DECLS
