/* tb-staple: see the header. The response is a term of the handshake; the shared SSL_CTX knows the two functions at the end of this file only, and finds
 * by the connection whose turn it is. */
#include "tb-staple.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-conversation.h"

enum { RULE_PRESENT, RULE_ISSUER, RULE_READABLE };

static const TbCheckRule rules[] = {
  [RULE_PRESENT] = { "staple-present", N_("The server staples an OCSP response where its certificate or the client demands one"), "RFC 7633 section 4" },
  [RULE_ISSUER] = { "staple-issuer", N_("The issuer of the certificate is known, so that the response can be judged"), "RFC 6960 section 3.2" },
  [RULE_READABLE] = { "staple-readable", N_("What the server stapled is an OCSP response"), "RFC 6066 section 8" },
};

static const char *const codes[] = {
  [TB_STAPLE_NONE] = "none",
  [TB_STAPLE_CHECK] = "check",
  [TB_STAPLE_REQUIRE] = "require",
};

/**
 * tb_staple_policy_from_code:
 * @code: a stable name
 * @policy: (out): the policy
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_staple_policy_from_code (const char *code, TbStaplePolicy *policy)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (codes[i], code) == 0)
      {
        *policy = (TbStaplePolicy) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_staple_policy_to_code:
 * @policy: a policy
 *
 * Returns: (transfer none): its stable name: `none`, `check` or `require`
 */
const char *
tb_staple_policy_to_code (TbStaplePolicy policy)
{
  g_return_val_if_fail (policy < G_N_ELEMENTS (codes), NULL);
  return codes[policy];
}

/* --- judging --- */

static TbStapleVerdict
judge_absence (TbCertificate *certificate, TbStaplePolicy policy, TbChecks *checks)
{
  gboolean must_staple = tb_status_must_staple (certificate);
  gboolean is_demanded = must_staple || policy == TB_STAPLE_REQUIRE;
  const char *expected = must_staple ? "one: the certificate says must-staple" : is_demanded ? "one: the client's policy" : "";

  tb_checks_add_static (checks, &rules[RULE_PRESENT], 0, !is_demanded, expected, is_demanded ? "none" : "none, and nobody demands one");
  return is_demanded ? TB_STAPLE_UNSATISFACTORY : TB_STAPLE_ACCEPTED;
}

static TbOcspResponse *
read_response (TbCrypto *crypto, TbCertificate *issuer, GBytes *staple, TbChecks *checks)
{
  TbOcspResponse *response = tb_ocsp_response_new_from_bytes (crypto, staple, NULL);

  tb_checks_add_static (checks, &rules[RULE_PRESENT], 0, TRUE, "", "one");
  tb_checks_add_static (checks, &rules[RULE_READABLE], 0, response != NULL, "", response != NULL ? "it is" : "it is not");
  if (issuer == NULL)
    tb_checks_add_static (checks, &rules[RULE_ISSUER], 0, FALSE, "", "it is not");
  return response;
}

static TbStapleVerdict
judge_response (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, TbOcspResponse *response, gint64 unix_us, TbChecks *checks)
{
  static const TbStapleVerdict verdicts[] = {
    [TB_STATUS_GOOD] = TB_STAPLE_ACCEPTED, [TB_STATUS_REVOKED] = TB_STAPLE_REVOKED, [TB_STATUS_UNKNOWN] = TB_STAPLE_UNSATISFACTORY,
  };
  g_autoptr (GPtrArray) responses = g_ptr_array_new ();
  TbRevocationEvidence evidence = { .responses = responses };
  TbStatus status;

  g_ptr_array_add (responses, response);
  if (!tb_status_judge (crypto, certificate, issuer, 0, &evidence, unix_us, checks, &status, NULL))
    return TB_STAPLE_UNSATISFACTORY;
  return verdicts[status.value];
}

/**
 * tb_staple_judge:
 * @crypto: the context to work in
 * @certificate: the server's certificate
 * @issuer: (nullable): who issued it, as the path has it; %NULL when that is not known
 * @staple: (nullable): what the server stapled, DER or what claims to be; %NULL: nothing
 * @policy: the client's
 * @unix_us: at what time, in microseconds since 1970-01-01T00:00:00Z
 * @checks: (nullable): where to add a row for each check
 *
 * Judges a staple as a client does. One that is stale, badly signed or not about @certificate is as bad as none where one is demanded (RFC 6066
 * section 8: the client aborts when the response is not satisfactory).
 *
 * Returns: what the client does
 */
TbStapleVerdict
tb_staple_judge (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, GBytes *staple, TbStaplePolicy policy, gint64 unix_us,
                 TbChecks *checks)
{
  g_autoptr (TbChecks) own = checks == NULL ? tb_checks_new () : NULL;
  g_autoptr (TbOcspResponse) response = NULL;

  if (checks == NULL)
    checks = own;
  if (policy == TB_STAPLE_NONE)
    return TB_STAPLE_ACCEPTED;
  if (staple == NULL)
    return judge_absence (certificate, policy, checks);
  response = read_response (crypto, issuer, staple, checks);
  if (response == NULL || issuer == NULL)
    return TB_STAPLE_UNSATISFACTORY;
  return judge_response (crypto, certificate, issuer, response, unix_us, checks);
}

static TbCertificate *
certificate_in (TbCrypto *crypto, TbTranscript *transcript, guint position)
{
  g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, position);

  return der != NULL ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
}

/**
 * tb_staple_explain:
 * @crypto: the context to work in
 * @transcript: a handshake
 * @policy: the client's policy in it
 * @unix_us: when it was
 * @checks: where to add a row for each check
 *
 * Judges once more what the server stapled, from what is written down. The issuer is the certificate that the server sent after its own.
 *
 * Returns: what the client did about it; %TB_STAPLE_ACCEPTED without rows when the server showed no certificate, as in a resumed session
 */
TbStapleVerdict
tb_staple_explain (TbCrypto *crypto, TbTranscript *transcript, TbStaplePolicy policy, gint64 unix_us, TbChecks *checks)
{
  g_autoptr (TbCertificate) certificate = certificate_in (crypto, transcript, 0);
  g_autoptr (TbCertificate) issuer = certificate_in (crypto, transcript, 1);
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);

  return certificate != NULL ? tb_staple_judge (crypto, certificate, issuer, staple, policy, unix_us, checks) : TB_STAPLE_ACCEPTED;
}

/* --- in a handshake --- */

/* A client that wants one says so in its ClientHello. FALSE when OpenSSL fails. */
gboolean
tb_staple_ask (SSL *ssl, TbStaplePolicy policy)
{
  return policy == TB_STAPLE_NONE || SSL_set_tlsext_status_type (ssl, TLSEXT_STATUSTYPE_ocsp) == 1;
}

static GBytes *
received (SSL *ssl)
{
  const guint8 *bytes = NULL;
  long n = SSL_get_tlsext_status_ocsp_resp (ssl, &bytes);

  return bytes != NULL && n >= 0 ? g_bytes_new (bytes, (gsize) n) : NULL;
}

static guint
count_signatures (TbCrypto *crypto, GBytes *staple)
{
  g_autoptr (TbOcspResponse) response = staple != NULL ? tb_ocsp_response_new_from_bytes (crypto, staple, NULL) : NULL;

  return response != NULL ? tb_ocsp_response_get_n_signatures (response) : 0;
}

static TbStapleVerdict
judge (SSL *ssl, STACK_OF (X509) *chain, TbConversation *conversation)
{
  g_autoptr (TbCertificate) leaf = tb_peer_certificate_in (chain, conversation->crypto, 0);
  g_autoptr (TbCertificate) issuer = tb_peer_certificate_in (chain, conversation->crypto, 1);
  g_autoptr (GBytes) staple = received (ssl);

  conversation->work.n_verifies += count_signatures (conversation->crypto, staple);
  if (leaf == NULL)
    return TB_STAPLE_UNSATISFACTORY;
  return tb_staple_judge (conversation->crypto, leaf, issuer, staple, conversation->terms->staple_policy, conversation->unix_us, NULL);
}

/* The client has found the chain good, and in TLS 1.3 the staple came with it. That the certificate is revoked is said at once; what else is wrong is said when
 * OpenSSL asks for it, which knows the alert. Returns: an X509_V_ERR number, X509_V_OK to go on */
int
tb_staple_check (SSL *ssl, X509_STORE_CTX *context, TbConversation *conversation)
{
  if (conversation->terms->staple_policy == TB_STAPLE_NONE || SSL_version (ssl) != TLS1_3_VERSION)
    return X509_V_OK;
  conversation->staple_verdict = judge (ssl, X509_STORE_CTX_get0_chain (context), conversation);
  return conversation->staple_verdict == TB_STAPLE_REVOKED ? X509_V_ERR_CERT_REVOKED : X509_V_OK;
}

/* In TLS 1.2 the staple is a message of its own, which comes after the chain: only now can it be judged. */
static void
judge_late (SSL *ssl, TbConversation *conversation)
{
  STACK_OF (X509) *chain = SSL_get0_verified_chain (ssl);

  if (SSL_version (ssl) != TLS1_3_VERSION && conversation->terms->staple_policy != TB_STAPLE_NONE && chain != NULL)
    conversation->staple_verdict = judge (ssl, chain, conversation);
}

/* The client is asked what it makes of the answer, or of none. In a resumed session there was no chain, and nothing to answer for. */
static int
on_answer (SSL *ssl, void *unused)
{
  static const int codes_of[] = { [TB_STAPLE_REVOKED] = X509_V_ERR_CERT_REVOKED, [TB_STAPLE_UNSATISFACTORY] = X509_V_ERR_OCSP_VERIFY_NEEDED };
  TbConversation *conversation = SSL_get_app_data (ssl);

  judge_late (ssl, conversation);
  if (conversation->staple_verdict == TB_STAPLE_ACCEPTED)
    return 1;
  conversation->transcript->outcomes[TB_SIDE_CLIENT].verify_code = codes_of[conversation->staple_verdict];
  return 0;
}

static guint
slack_of (TbCrypto *crypto, GBytes *staple)
{
  g_autoptr (TbOcspResponse) response = tb_ocsp_response_new_from_bytes (crypto, staple, NULL);

  return response != NULL ? tb_ocsp_response_get_slack_bytes (response) : 0;
}

/* The server is asked by a client that wants one. */
static int
on_request (SSL *ssl, void *unused)
{
  TbConversation *conversation = SSL_get_app_data (ssl);
  GBytes *staple = conversation->terms->staple;
  gsize n = 0;
  const guint8 *bytes = staple != NULL ? g_bytes_get_data (staple, &n) : NULL;
  guint8 *copy;

  if (n == 0 || n > TB_STAPLE_MAX_BYTES)
    return SSL_TLSEXT_ERR_NOACK;
  copy = OPENSSL_memdup (bytes, n);
  if (copy == NULL)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  SSL_set_tlsext_status_ocsp_resp (ssl, copy, (long) n);
  conversation->certificate_slack_bytes[TB_SIDE_SERVER] += slack_of (conversation->crypto, staple);
  return SSL_TLSEXT_ERR_OK;
}

/* Makes a new context ask. What is stapled, and whether anybody wants it, is a matter of each connection. */
void
tb_staple_watch (SSL_CTX *context, TbSide side)
{
  int (*callback) (SSL *, void *) = side == TB_SIDE_SERVER ? on_request : on_answer;

  SSL_CTX_set_tlsext_status_cb (context, callback);
}
