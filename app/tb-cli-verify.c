/* tb-cli-verify: `trustbed-cli verify`: validates a certificate and explains the verdict. */
#include "tb-cli-verify.h"

#include "tb-load.h"
#include "tb-pem.h"

#define MAX_LIST_BYTES (512 * 1024 * 1024)

/* What stands in the files. */
typedef struct
{
  TbCrypto *crypto;
  GPtrArray *anchors;
  GPtrArray *untrusted;
  GPtrArray *leaf;
  GPtrArray *crls;
  GPtrArray *responses;
} Material;

static void
material_clear (Material *material)
{
  GPtrArray **lists[] = { &material->anchors, &material->untrusted, &material->leaf, &material->crls, &material->responses };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (lists[i], g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Material, material_clear)

static gboolean
take_all (GPtrArray *certificates, GPtrArray *more)
{
  for (guint i = 0; more != NULL && i < more->len; i++)
    g_ptr_array_add (certificates, tb_certificate_ref (g_ptr_array_index (more, i)));
  return more != NULL;
}

/* What comes along may hold anything; what cannot be read leads nowhere and is left out. */
static void
leave_out (const char *path, const GError *fault)
{
  g_printerr ("trustbed-cli: left out of %s: %s\n", path, fault->message);
}

static void
take_readable_blocks (GPtrArray *certificates, TbCrypto *crypto, const char *path, GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      g_autoptr (GError) fault = NULL;
      TbCertificate *certificate = tb_certificate_new_from_der (crypto, ((TbPemBlock *) g_ptr_array_index (blocks, i))->data, &fault);

      if (certificate != NULL)
        g_ptr_array_add (certificates, certificate);
      else
        leave_out (path, fault);
    }
}

static gboolean
load_strictly (GPtrArray *certificates, TbCrypto *crypto, const char *path, GError **error)
{
  g_autoptr (GPtrArray) read = tb_certificates_load (crypto, path, error);

  return take_all (certificates, read);
}

static gboolean
load_readable (GPtrArray *certificates, TbCrypto *crypto, const char *path, GError **error)
{
  static const char *const labels[] = { "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", NULL };
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GError) fault = NULL;

  if (bytes == NULL)
    return FALSE;
  read = tb_certificates_read (crypto, bytes, path, &fault);
  if (take_all (certificates, read))
    return TRUE;
  blocks = tb_pem_is_text (bytes) ? tb_pem_read_blocks (bytes, path, labels, NULL) : NULL;
  if (blocks != NULL && blocks->len > 0)
    take_readable_blocks (certificates, crypto, path, blocks);
  else
    leave_out (path, fault);
  return TRUE;
}

typedef gboolean (*Load) (GPtrArray *certificates, TbCrypto *crypto, const char *path, GError **error);

static gboolean
load_all (GPtrArray **certificates, TbCrypto *crypto, char **paths, Load load, GError **error)
{
  *certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  for (; paths != NULL && *paths != NULL; paths++)
    if (!load (*certificates, crypto, *paths, error))
      return FALSE;
  return TRUE;
}

/* A file holds one response, or any number of lists. */
static GPtrArray *
read_response (TbCrypto *crypto, GBytes *bytes, GError **error)
{
  TbOcspResponse *response = tb_ocsp_response_new_from_bytes (crypto, bytes, error);
  GPtrArray *responses = response != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) tb_ocsp_response_unref) : NULL;

  if (responses != NULL)
    g_ptr_array_add (responses, response);
  return responses;
}

typedef GPtrArray *(*Read) (TbCrypto *crypto, GBytes *bytes, GError **error);

static gboolean
load_evidence (GPtrArray **evidence, TbCrypto *crypto, char **paths, Read read, GDestroyNotify destroy, GError **error)
{
  *evidence = g_ptr_array_new_with_free_func (destroy);
  for (; paths != NULL && *paths != NULL; paths++)
    {
      g_autoptr (GBytes) bytes = tb_load_bytes (*paths, MAX_LIST_BYTES, error);
      GPtrArray *pieces = bytes != NULL ? read (crypto, bytes, error) : NULL;

      if (pieces == NULL)
        {
          if (bytes != NULL)
            g_prefix_error (error, "%s: ", *paths);
          return FALSE;
        }
      g_ptr_array_extend_and_steal (*evidence, pieces);
    }
  return TRUE;
}

static gboolean
load_material (Material *material, const TbVerifyOptions *options, GError **error)
{
  return load_all (&material->anchors, material->crypto, options->trust, load_strictly, error)
         && load_all (&material->untrusted, material->crypto, options->untrusted, load_readable, error)
         && load_all (&material->leaf, material->crypto, options->rest, load_strictly, error)
         && load_evidence (&material->crls, material->crypto, options->crls, tb_crl_read_all, (GDestroyNotify) tb_crl_unref, error)
         && load_evidence (&material->responses, material->crypto, options->responses, read_response, (GDestroyNotify) tb_ocsp_response_unref, error);
}

/* The certificate in question is the first of its file; what follows it came along with it. */
static TbValidation *
validate (Material *material, TbValidateTerms *terms, GError **error)
{
  for (guint i = 1; i < material->leaf->len; i++)
    g_ptr_array_add (material->untrusted, tb_certificate_ref (g_ptr_array_index (material->leaf, i)));
  terms->anchors = material->anchors;
  terms->untrusted = material->untrusted;
  terms->evidence = (TbRevocationEvidence) { material->crls, material->responses, material->untrusted };
  return tb_validate (material->crypto, g_ptr_array_index (material->leaf, 0), terms, error);
}

/**
 * tb_cli_verify:
 * @argc: how many words
 * @argv: `verify` and what follows it
 *
 * Returns: 0 valid, 1 invalid, 2 bad usage or input
 */
int
tb_cli_verify (int argc, char **argv)
{
  g_auto (TbVerifyOptions) options = { 0 };
  g_auto (Material) material = { 0 };
  g_autoptr (TbValidation) validation = NULL;
  g_autoptr (GError) error = NULL;
  TbValidateTerms terms = TB_VALIDATE_TERMS_INIT;

  if (!tb_verify_options_parse (&options, argc, argv, &error) || !tb_verify_options_apply (&options, &terms, &error)
      || (material.crypto = tb_crypto_get_live (&error)) == NULL || !load_material (&material, &options, &error)
      || (validation = validate (&material, &terms, &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  if (options.json)
    tb_verify_report_json (validation);
  else
    tb_verify_report_text (validation, options.explain);
  return tb_validation_is_valid (validation) ? TB_EXIT_YES : TB_EXIT_NO;
}
