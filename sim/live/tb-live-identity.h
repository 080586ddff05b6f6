/* tb-live-identity: keys that a live authority works with besides its own: that of its HTTPS server, that of its registration authority for SCEP.
 *
 * Each is certified by the authority and kept in its folder in one file, so that clients meet the same one after a restart. When it is about to end, was
 * revoked or does not fit any more, another one is made. */
#pragma once

#include "tb-ca.h"

G_BEGIN_DECLS

/**
 * TbLiveIdentityTerms:
 * @name: of the file in the folder `live` of the authority, without its ending
 * @profile: what kind of certificate
 * @subject: whom it names, RFC 4514
 * @names: (nullable): alternative names, such as `DNS:localhost,IP:127.0.0.1`
 * @algorithm: of the key
 */
typedef struct
{
  const char *name;
  const TbIssueProfile *profile;
  const char *subject;
  const char *names;
  TbKeyAlgorithm algorithm;
} TbLiveIdentityTerms;

TbIdentity *tb_live_identity_get (TbCa *ca, const TbLiveIdentityTerms *terms, const TbCaActor *actor, GError **error);

G_END_DECLS
