/* tb-trial-failures: for what reasons a handshake can be made to fail, and what has to be wrong for it.
 *
 * Where a row has both sides, the client's certificate or the server's can be the bad one; a server that shall refuse demands a certificate. */
#include "tb-trial-tables.h"

#include <glib/gi18n-lib.h>

#define BOTH (TB_TRIAL_AT_CLIENT | TB_TRIAL_AT_SERVER)
#define ON_BOTH(flaw) { flaw, flaw }

const TbTrialFailure tb_trial_failures[] = {
  { { "expired", N_("Expired"), N_("The certificate ended yesterday, and nobody renewed it in time.") },
    BOTH, { "expired" }, ON_BOTH (TB_FLAW_NONE), { 91, 91 } },
  { { "not-yet-valid", N_("Not yet valid"),
      N_("A device whose clock says 1970 meets a good server; or a device whose certificate begins tomorrow meets a good clock.") },
    BOTH, { "not-yet-valid" }, { TB_FLAW_NONE, TB_FLAW_CLOCK }, { -1, 0 } },
  { { "wrong-host", N_("Wrong host"), N_("The server shows a good certificate, but for another name than the client asked for.") },
    TB_TRIAL_AT_SERVER, { "wrong-host" }, ON_BOTH (TB_FLAW_OTHER_NAME), { 0 } },
  { { "unknown-root", N_("Unknown root"), N_("The certificate leads to a root that the other side does not trust.") },
    BOTH, { "unknown-authority" }, ON_BOTH (TB_FLAW_OTHER_ROOT), { 0 } },
  { { "missing-intermediate", N_("Missing intermediate"), N_("The issuing authority's certificate is not sent along, so that no path leads to the root.") },
    BOTH, { "unknown-authority" }, ON_BOTH (TB_FLAW_NO_INTERMEDIATE), { 0 } },
  { { "wrong-eku", N_("Wrong purpose"), N_("The certificate is for the other side of a connection: extKeyUsage does not name what it is used for.") },
    BOTH, { "wrong-purpose" }, ON_BOTH (TB_FLAW_OTHER_PURPOSE), { 0 } },
  { { "revoked", N_("Revoked"), N_("The certificate was taken back: a server learns it from its revocation list, a client from the stapled response.") },
    BOTH, { "revoked" }, ON_BOTH (TB_FLAW_REVOKED), { 0 } },
  { { "self-signed", N_("Self-signed"), N_("The certificate is signed with its own key: nobody else vouches for it.") },
    BOTH, { "self-signed" }, ON_BOTH (TB_FLAW_SELF_SIGNED), { 0 } },
  { { "no-certificate", N_("No certificate"), N_("The server demands a certificate, and the client has none to show.") },
    TB_TRIAL_AT_CLIENT, { "no-certificate" }, ON_BOTH (TB_FLAW_NO_CERTIFICATE), { 0 } },
  { { "bad-signature", N_("Bad signature"), N_("One bit of the authority's signature on the certificate is another.") },
    BOTH, { "bad-signature" }, ON_BOTH (TB_FLAW_ALTERED), { 0 } },
  { { "weak-key", N_("Weak key"), N_("The certificate is for an RSA key of 1024 bits, which whoever has the means can work out (NIST SP 800-131A).") },
    BOTH, { "weak-key" }, ON_BOTH (TB_FLAW_WEAK), { 0 } },
  { { "stolen-certificate", N_("Stolen certificate"), N_("Somebody shows another's certificate, which anybody can copy, and has not the key to it.") },
    BOTH, { "bad-proof", "bad-record" }, ON_BOTH (TB_FLAW_STOLEN), { 0 } },
  { { "version-mismatch", N_("No common version"), N_("One side speaks TLS 1.2 only and the other TLS 1.3 only.") },
    BOTH, { "version-mismatch" }, ON_BOTH (TB_FLAW_VERSION), { 0 } },
  { { "cipher-mismatch", N_("No common cipher suite"), N_("One side knows AES-256 only and the other AES-128 only.") },
    BOTH, { "cipher-mismatch" }, ON_BOTH (TB_FLAW_CIPHER), { 0 } },
  { { "flipped-bit", N_("Flipped bit"), N_("Somebody on the path changes one bit of a protected record; its tag does not fit any more.") },
    BOTH, { "bad-record" }, ON_BOTH (TB_FLAW_FLIPPED), { 0 } },
  { { "replayed-flight", N_("Replayed flight"), N_("Somebody on the path sends what was said in an earlier handshake; nothing in it fits this one.") },
    BOTH, { "bad-record", "bad-proof", "malformed" }, ON_BOTH (TB_FLAW_REPLAYED), { 0 } },
};

const guint tb_trial_n_failures = G_N_ELEMENTS (tb_trial_failures);
