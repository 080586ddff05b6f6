/* tb-opinion: see the header.
 *
 * Every setting that could let something through is pinned: the time, 112 bits of security, no partial wildcards, no common names. The depth is not
 * given, since OpenSSL counts self-issued certificates and RFC 5280 does not. */
#include "tb-opinion.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* 112 bits: RSA from 2048 bits on, no SHA-1 (X509_VERIFY_PARAM_set_auth_level). */
#define AUTH_LEVEL 2

typedef STACK_OF (X509) X509Stack;
typedef STACK_OF (X509_CRL) CrlStack;

static void
x509_stack_free (X509Stack *stack)
{
  sk_X509_free (stack);
}

static void
crl_stack_free (CrlStack *stack)
{
  sk_X509_CRL_free (stack);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509Stack, x509_stack_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrlStack, crl_stack_free)

/**
 * tb_opinion_clear:
 * @opinion: an opinion, or zeros
 *
 * Frees what it holds.
 */
void
tb_opinion_clear (TbOpinion *opinion)
{
  g_clear_pointer (&opinion->chain, g_ptr_array_unref);
}

static X509Stack *
borrow (GPtrArray *certificates, guint from, guint to)
{
  X509Stack *stack = sk_X509_new_null ();

  for (guint i = from; certificates != NULL && i < MIN (to, certificates->len); i++)
    sk_X509_push (stack, tb_certificate_get_x509 (g_ptr_array_index (certificates, i)));
  return stack;
}

/* --- the questions --- */

static gboolean
add_policies (X509_VERIFY_PARAM *terms, const TbValidateTerms *asked)
{
  static const char *const any[] = { "2.5.29.32.0", NULL };
  unsigned long flags = 0;

  /* With no policy to look for OpenSSL finds none. */
  for (const char *const *oid = asked->policies == NULL && asked->explicit_policy ? any : asked->policies; oid != NULL && *oid != NULL; oid++)
    {
      ASN1_OBJECT *policy = OBJ_txt2obj (*oid, 0);

      if (policy == NULL || X509_VERIFY_PARAM_add0_policy (terms, policy) != 1)
        return FALSE;
      flags |= X509_V_FLAG_POLICY_CHECK;
    }
  flags |= asked->explicit_policy ? X509_V_FLAG_EXPLICIT_POLICY : 0;
  flags |= asked->inhibit_any_policy ? X509_V_FLAG_INHIBIT_ANY : 0;
  flags |= asked->inhibit_policy_mapping ? X509_V_FLAG_INHIBIT_MAP : 0;
  return flags == 0 || X509_VERIFY_PARAM_set_flags (terms, flags | X509_V_FLAG_POLICY_CHECK) == 1;
}

static gboolean
add_names (X509_VERIFY_PARAM *terms, const TbValidateTerms *asked)
{
  /* RFC 9525: names are subjectAltNames, never the common name. */
  X509_VERIFY_PARAM_set_hostflags (terms, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return (asked->host == NULL || X509_VERIFY_PARAM_set1_host (terms, asked->host, 0) == 1)
         && (asked->ip == NULL || X509_VERIFY_PARAM_set1_ip_asc (terms, asked->ip) == 1)
         && (asked->email == NULL || X509_VERIFY_PARAM_set1_email (terms, asked->email, 0) == 1);
}

static gint64
floor_seconds (gint64 unix_us)
{
  return unix_us / G_USEC_PER_SEC - (unix_us % G_USEC_PER_SEC < 0 ? 1 : 0);
}

static gboolean
set_terms (X509_STORE_CTX *context, const TbValidateTerms *asked)
{
  static const int purposes[] = {
    [TB_PURPOSE_ANY] = X509_PURPOSE_ANY,
    [TB_PURPOSE_TLS_CLIENT] = X509_PURPOSE_SSL_CLIENT,
    [TB_PURPOSE_TLS_SERVER] = X509_PURPOSE_SSL_SERVER,
    [TB_PURPOSE_CODE_SIGNING] = X509_PURPOSE_ANY,   /* OpenSSL before 3.2 knows no such purpose, and later it asks for more than RFC 5280 does */
  };
  X509_VERIFY_PARAM *terms = X509_STORE_CTX_get0_param (context);

  X509_VERIFY_PARAM_set_time (terms, (time_t) floor_seconds (asked->unix_us));
  X509_VERIFY_PARAM_set_auth_level (terms, AUTH_LEVEL);
  return X509_VERIFY_PARAM_set_purpose (terms, purposes[asked->purpose]) == 1 && add_names (terms, asked) && add_policies (terms, asked);
}

/* --- the answer --- */

static TbCertificate *
find_certificate (GPtrArray *certificates, const X509 *x509)
{
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    if (tb_certificate_get_x509 (g_ptr_array_index (certificates, i)) == x509)
      return g_ptr_array_index (certificates, i);
  return NULL;
}

/* FALSE when OpenSSL went by a certificate that was not given to it. */
static gboolean
take_chain (X509_STORE_CTX *context, TbCertificate *leaf, GPtrArray *anchors, GPtrArray *untrusted, TbOpinion *opinion)
{
  X509Stack *chain = X509_STORE_CTX_get0_chain (context);

  opinion->chain = g_ptr_array_new_full ((guint) sk_X509_num (chain), (GDestroyNotify) tb_certificate_unref);
  for (int i = 0; i < sk_X509_num (chain); i++)
    {
      const X509 *x509 = sk_X509_value (chain, i);
      gboolean last = i == sk_X509_num (chain) - 1;
      TbCertificate *certificate = last ? find_certificate (anchors, x509) : NULL;

      if (certificate == NULL)
        certificate = i == 0 ? leaf : find_certificate (untrusted, x509);
      if (certificate == NULL)
        certificate = find_certificate (anchors, x509);
      if (certificate == NULL)
        return FALSE;
      g_ptr_array_add (opinion->chain, tb_certificate_ref (certificate));
    }
  return TRUE;
}

static gboolean
reach_opinion (X509_STORE_CTX *context, TbOpinion *opinion)
{
  int answer = X509_verify_cert (context);
  int code = X509_STORE_CTX_get_error (context);

  opinion->good = answer == 1;
  opinion->code = opinion->good ? X509_V_OK : code != X509_V_OK ? code : X509_V_ERR_UNSPECIFIED;
  opinion->depth = opinion->good ? 0 : X509_STORE_CTX_get_error_depth (context);
  ERR_clear_error ();            /* a bad verdict is no error */
  return TRUE;
}

static gboolean
fail (TbCertificate *leaf, GError **error)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot verify the certificate of %s", tb_certificate_get_common_name (leaf));
  return FALSE;
}

/**
 * tb_opinion_of_all:
 * @crypto: the context to verify in
 * @leaf: the certificate in question
 * @terms: what is asked; lists and responses are left out
 * @opinion: (out): what OpenSSL says, building the path itself
 * @error: return location
 *
 * Returns: %TRUE when there is an opinion, %FALSE with %TB_CRYPTO_ERROR_FAILED when OpenSSL could not be asked
 */
gboolean
tb_opinion_of_all (TbCrypto *crypto, TbCertificate *leaf, const TbValidateTerms *terms, TbOpinion *opinion, GError **error)
{
  g_autoptr (X509Stack) untrusted = borrow (terms->untrusted, 0, G_MAXUINT);
  g_autoptr (X509Stack) trusted = borrow (terms->anchors, 0, G_MAXUINT);
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new_ex (tb_crypto_get_libctx (crypto), NULL);

  ERR_clear_error ();
  if (context == NULL || X509_STORE_CTX_init (context, NULL, tb_certificate_get_x509 (leaf), untrusted) != 1)
    return fail (leaf, error);
  X509_STORE_CTX_set0_trusted_stack (context, trusted);
  if (!set_terms (context, terms) || !reach_opinion (context, opinion))
    return fail (leaf, error);
  if (opinion->good && !take_chain (context, leaf, terms->anchors, terms->untrusted, opinion))
    return fail (leaf, error);
  return TRUE;
}

/* --- one path --- */

static X509_STORE *
make_store (TbCertificate *anchor)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();

  if (store == NULL || X509_STORE_add_cert (store, tb_certificate_get_x509 (anchor)) != 1)
    return NULL;
  return g_steal_pointer (&store);
}

static CrlStack *
borrow_lists (const TbRevocationEvidence *evidence)
{
  CrlStack *stack = sk_X509_CRL_new_null ();

  for (guint i = 0; evidence->crls != NULL && i < evidence->crls->len; i++)
    {
      X509_CRL *list = tb_crl_get_x509_crl (g_ptr_array_index (evidence->crls, i));

      if (list != NULL)         /* large lists are for tb-status alone */
        sk_X509_CRL_push (stack, list);
    }
  return stack;
}

/* Whether a list is missing or no good is judged by tb-status, which knows of responses and of soft-fail too; a revocation counts in any case. */
static const int tolerated[] = {
  X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, X509_V_ERR_CRL_SIGNATURE_FAILURE,
  X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
  X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_DIFFERENT_CRL_SCOPE, X509_V_ERR_CRL_PATH_VALIDATION_ERROR,
};

static int
tolerate_missing_lists (int ok, X509_STORE_CTX *context)
{
  int code = X509_STORE_CTX_get_error (context);

  for (guint i = 0; i < G_N_ELEMENTS (tolerated) && !ok; i++)
    if (code == tolerated[i])
      {
        X509_STORE_CTX_set_error (context, X509_V_OK);
        return 1;
      }
  return ok;
}

static unsigned long
choose_flags (GPtrArray *path, gboolean with_lists)
{
  TbCertificate *anchor = g_ptr_array_index (path, path->len - 1);
  unsigned long flags = 0;

  /* A trust anchor is a name and a key, self-signed or not (RFC 5280 section 6.1.1 (d)). */
  if ((X509_get_extension_flags (tb_certificate_get_x509 (anchor)) & EXFLAG_SS) == 0)
    flags |= X509_V_FLAG_PARTIAL_CHAIN;
  if (with_lists)
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS;
  return flags;
}

static gboolean
is_same_path (GPtrArray *a, GPtrArray *b)
{
  gboolean same = a != NULL && a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    same = X509_cmp (tb_certificate_get_x509 (g_ptr_array_index (a, i)), tb_certificate_get_x509 (g_ptr_array_index (b, i))) == 0;
  return same;
}

/**
 * tb_opinion_of_path:
 * @crypto: the context to verify in
 * @path: (element-type TbCertificate): leaf first, trust anchor last
 * @with_lists: whether the certificate revocation lists of @terms are looked at too
 * @terms: what is asked
 * @opinion: (out): what OpenSSL says of this path; going another way counts as a refusal
 * @error: return location
 *
 * Returns: %TRUE when there is an opinion, %FALSE with %TB_CRYPTO_ERROR_FAILED when OpenSSL could not be asked
 */
gboolean
tb_opinion_of_path (TbCrypto *crypto, GPtrArray *path, gboolean with_lists, const TbValidateTerms *terms, TbOpinion *opinion, GError **error)
{
  TbCertificate *leaf = g_ptr_array_index (path, 0), *anchor = g_ptr_array_index (path, path->len - 1);
  g_autoptr (X509Stack) untrusted = borrow (path, 1, path->len - 1);
  g_autoptr (CrlStack) lists = borrow_lists (&terms->evidence);
  g_autoptr (X509_STORE) store = make_store (anchor);
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new_ex (tb_crypto_get_libctx (crypto), NULL);

  ERR_clear_error ();
  if (context == NULL || store == NULL || X509_STORE_CTX_init (context, store, tb_certificate_get_x509 (leaf), untrusted) != 1)
    return fail (leaf, error);
  X509_STORE_CTX_set_flags (context, choose_flags (path, with_lists));
  if (with_lists)
    {
      X509_STORE_CTX_set0_crls (context, lists);
      X509_STORE_CTX_set_verify_cb (context, tolerate_missing_lists);
    }
  if (!set_terms (context, terms) || !reach_opinion (context, opinion))
    return fail (leaf, error);
  if (opinion->good && (!take_chain (context, leaf, path, path, opinion) || !is_same_path (opinion->chain, path)))
    *opinion = (TbOpinion) { FALSE, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0, opinion->chain };
  return TRUE;
}
