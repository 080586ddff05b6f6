/* Thousands of paths, well formed and not: what is valid here is valid for OpenSSL, and where it is the other way round a row says why. A few of them
 * are put to the programs of OpenSSL and GnuTLS as well. */
#include "path-fixture.h"

#include <glib/gstdio.h>

#define N_SHUFFLED 700
#define N_DAMAGED  1500

static const PathSpec root = { "House Root" };
static const PathSpec issuing = { "House Devices", "House Root" };
static const PathSpec lock = { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS };

typedef struct
{
  guint n_valid;
  guint n_stricter;
} Tally;

static gboolean
openssl_accepts (PathCase *c)
{
  TbVerdict verdict;
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_verify_chain (pki_get_seeded (), c->leaf, c->untrusted, c->anchors, c->terms.purpose, c->terms.host, c->terms.unix_us, &verdict, &error));
  return verdict.valid;
}

/* That OpenSSL refuses everything together says nothing of a path it did not think of: then it must accept that path alone. */
static gboolean
openssl_accepts_path (PathCase *c, GPtrArray *chain)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  PathCase alone = *c;

  g_ptr_array_add (anchors, g_ptr_array_index (chain, chain->len - 1));
  alone.anchors = anchors;
  alone.untrusted = chain;
  return openssl_accepts (&alone);
}

static gboolean
says_that_openssl_accepts (const TbChecks *checks)
{
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    if (g_str_has_prefix (tb_checks_get (checks, i)->found, "OpenSSL accepts, "))
      return TRUE;
  return FALSE;
}

static void
compare (PathCase *c, Tally *tally)
{
  g_autoptr (TbValidation) validation = path_validate (c);
  gboolean valid = tb_validation_is_valid (validation), accepted = openssl_accepts (c);

  g_assert_true (valid == (tb_checks_first_failure (tb_validation_get_checks (validation)) == NULL));
  g_assert_cmpuint (strlen (tb_validation_get_explanation (validation)), >, 20);
  if (valid)
    g_assert_true (accepted || openssl_accepts_path (c, tb_validation_get_chain (validation)));
  else if (accepted)
    g_assert_true (says_that_openssl_accepts (tb_validation_get_checks (validation)));
  g_assert_true (accepted == tb_validation_get_openssl_valid (validation));
  tally->n_valid += valid;
  tally->n_stricter += !valid && accepted;
}

/* --- shuffled: well signed, of parts that fit or do not --- */

static const char *const authority_parts[][4] = {
  { "basicConstraints=critical,CA:TRUE", "basicConstraints=CA:TRUE,pathlen:0", "basicConstraints=critical,CA:FALSE", "" },
  { "keyUsage=critical,keyCertSign", "keyUsage=keyCertSign,cRLSign", "keyUsage=digitalSignature", "" },
  { "", "", "extendedKeyUsage=serverAuth", "extendedKeyUsage=clientAuth" },
  { "", "", "nameConstraints=critical,permitted;DNS:house", "nameConstraints=critical,excluded;DNS:lock.house" },
  { "", "", "certificatePolicies=1.2.3.4", "policyConstraints=critical,requireExplicitPolicy:0" },
};
static const char *const leaf_parts[][4] = {
  { "basicConstraints=critical,CA:FALSE", "", "basicConstraints=CA:FALSE", "basicConstraints=critical,CA:TRUE" },
  { "keyUsage=critical,digitalSignature", "", "keyUsage=keyAgreement", "keyUsage=keyCertSign" },
  { "extendedKeyUsage=serverAuth", "extendedKeyUsage=clientAuth", "extendedKeyUsage=anyExtendedKeyUsage", "" },
  { "subjectAltName=DNS:lock.house", "subjectAltName=DNS:*.house.lab", "subjectAltName=IP:192.0.2.1,email:a@b.house", "subjectAltName=DNS:a_b.house" },
  { "", "", "certificatePolicies=1.2.3.4", "1.2.3.4=critical,DER:0500" },
};

/* The first of each part more often than the others, so that some paths are good. */
static char *
pick_parts (TbStream *stream, const char *const (*parts)[4], guint n)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      guint64 drawn = tb_stream_below (stream, 8);
      const char *part = parts[i][drawn < 4 ? drawn : 0];

      if (*part != '\0')
        g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", part);
    }
  return g_string_free (lines, FALSE);
}

static gint64
pick_end (TbStream *stream)
{
  static const gint64 ends[] = { 0, START_US, START_US - DAY_US, START_US + DAY_US };
  guint64 drawn = tb_stream_below (stream, 12);

  return drawn < G_N_ELEMENTS (ends) ? ends[drawn] : 0;
}

static void
shuffle_one (TbStream *stream, Tally *tally)
{
  g_autofree char *upper = pick_parts (stream, authority_parts, G_N_ELEMENTS (authority_parts));
  g_autofree char *below = pick_parts (stream, leaf_parts, G_N_ELEMENTS (leaf_parts));
  const PathSpec authority = { "House Devices", "House Root", .extensions = upper, .not_after_us = pick_end (stream), .bare = tb_stream_below (stream, 16) == 0 };
  const PathSpec leaf = { "lock-01", "House Devices", .issuer_key = tb_stream_below (stream, 16) == 0 ? "other" : NULL, .extensions = below,
                          .not_after_us = pick_end (stream), .serial = (gint64) tb_stream_below (stream, 20) - 1, .bare = tb_stream_below (stream, 16) == 0 };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &leaf);
  path_trust (&c, &root);
  path_pass_along (&c, &authority);
  if (tb_stream_below (stream, 4) == 0)
    path_pass_along (&c, &issuing);
  c.terms.purpose = (TbPurpose) tb_stream_below (stream, 3);
  c.terms.host = tb_stream_below (stream, 3) == 0 ? "lock.house" : NULL;
  compare (&c, tally);
}

static void
shuffled_paths_are_never_valid_where_openssl_refuses (void)
{
  TbStream stream = pki_stream ("shuffle");
  Tally tally = { 0 };

  for (guint i = 0; i < N_SHUFFLED; i++)
    shuffle_one (&stream, &tally);
  g_test_message ("%u of %d valid, %u refused that OpenSSL accepts", tally.n_valid, N_SHUFFLED, tally.n_stricter);
  g_assert_cmpuint (tally.n_valid, >, N_SHUFFLED / 50);
  g_assert_cmpuint (tally.n_stricter, >, N_SHUFFLED / 50);
  g_assert_cmpuint (tally.n_valid + tally.n_stricter, <, N_SHUFFLED * 9 / 10);
}

/* --- damaged: bytes changed after signing --- */

static TbCertificate *
damage (TbCertificate *certificate, TbStream *stream)
{
  g_autoptr (GBytes) der = tb_stream_below (stream, 2) == 0
                             ? pki_flip (tb_certificate_get_der (certificate), tb_stream_below (stream, g_bytes_get_size (tb_certificate_get_der (certificate))),
                                         (guint8) (1u << tb_stream_below (stream, 8)))
                             : pki_mutate (tb_certificate_get_der (certificate), stream);

  return tb_certificate_new_from_der (pki_get_seeded (), der, NULL);
}

static void
damaged_paths_are_never_valid_where_openssl_refuses (void)
{
  TbStream stream = pki_stream ("damage");
  g_auto (PathCase) c = { 0 };
  Tally tally = { 0 };
  guint n_read = 0;

  path_case_init (&c, &lock);
  path_trust (&c, &root);
  path_pass_along (&c, &issuing);
  for (guint i = 0; i < N_DAMAGED; i++)
    {
      gboolean at_leaf = tb_stream_below (&stream, 2) == 0;
      TbCertificate **place = at_leaf ? &c.leaf : (TbCertificate **) &c.untrusted->pdata[0];
      TbCertificate *good = *place, *bad = damage (good, &stream);

      if (bad == NULL)
        continue;
      *place = bad;
      compare (&c, &tally);
      *place = good;
      tb_certificate_unref (bad);
      n_read++;
    }
  g_assert_cmpuint (n_read, >, N_DAMAGED / 4);
  g_assert_cmpuint (tally.n_valid, <, n_read / 20);
}

/* --- the programs --- */

/* GnuTLS asks the machine's clock alone, so what is valid is valid for a lifetime. */
#define LONG_AGO  (START_US - 9000 * DAY_US)
#define YEARS_AGO (START_US - 3000 * DAY_US)
#define FAR_OFF   (START_US + 25000 * DAY_US)
#define LASTING   .not_before_us = LONG_AGO, .not_after_us = FAR_OFF

static const PathSpec lasting_root = { "House Root", LASTING };

typedef struct
{
  const char *fact;
  PathSpec authority;
  PathSpec leaf;
  gboolean valid;
} Chain;

static const Chain chains[] = {
  { "good", { "House Devices", "House Root", LASTING }, { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS, LASTING }, TRUE },
  { "expired", { "House Devices", "House Root", LASTING }, { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS, .not_before_us = LONG_AGO, .not_after_us = YEARS_AGO }, FALSE },
  { "wrong-key", { "House Devices", "House Root", .key = "other", LASTING }, { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS, LASTING }, FALSE },
  { "no-authority", { "House Devices", "House Root", .extensions = "basicConstraints=critical,CA:FALSE", LASTING },
    { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS, LASTING }, FALSE },
  { "name-not-permitted", { "House Devices", "House Root", .extensions = AUTHORITY_EXTENSIONS "\nnameConstraints=critical,permitted;DNS:garden", LASTING },
    { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS, LASTING }, FALSE },
  { "name-permitted", { "House Devices", "House Root", .extensions = AUTHORITY_EXTENSIONS "\nnameConstraints=critical,permitted;DNS:house", LASTING },
    { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS, LASTING }, TRUE },
  { "unknown-issuer", { "House Devices", "House Root", LASTING }, { "lock-01", "Others", .extensions = LEAF_EXTENSIONS, LASTING }, FALSE },
};

static void
write_certificates (const char *path, GPtrArray *certificates, TbCertificate *first)
{
  GString *pem = g_string_new (NULL);

  for (guint i = 0; i < (certificates != NULL ? certificates->len : 0) + (first != NULL); i++)
    {
      TbCertificate *certificate = first != NULL ? i == 0 ? first : g_ptr_array_index (certificates, i - 1) : g_ptr_array_index (certificates, i);
      gsize n;
      const guint8 *der = g_bytes_get_data (tb_certificate_get_der (certificate), &n);
      g_autofree char *text = g_base64_encode (der, n);

      g_string_append (pem, "-----BEGIN CERTIFICATE-----\n");
      for (const char *at = text; *at != '\0'; at += MIN (64, strlen (at)))
        g_string_append_printf (pem, "%.64s\n", at);
      g_string_append (pem, "-----END CERTIFICATE-----\n");
    }
  g_assert_true (g_file_set_contents (path, pem->str, (gssize) pem->len, NULL));
  g_string_free (pem, TRUE);
}

static gboolean
succeeds (const char *const *argv)
{
  g_autofree char *out = NULL, *err = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error));
  return status == 0;
}

static void
ask_programs (PathCase *c, const char *folder, gboolean valid)
{
  g_autofree char *anchors = g_build_filename (folder, "anchors.pem", NULL), *chain = g_build_filename (folder, "chain.pem", NULL);
  g_autofree char *leaf = g_build_filename (folder, "leaf.pem", NULL), *at = g_strdup_printf ("%" G_GINT64_FORMAT, c->terms.unix_us / G_USEC_PER_SEC);
  const char *openssl[] = { g_getenv ("OPENSSL_PROGRAM"), "verify", "-attime", at, "-CAfile", anchors, "-untrusted", chain, leaf, NULL };
  const char *gnutls[] = { g_getenv ("CERTTOOL_PROGRAM"), "--verify", "--load-ca-certificate", anchors, "--infile", chain, NULL };

  write_certificates (anchors, c->anchors, NULL);
  write_certificates (chain, c->untrusted, c->leaf);
  write_certificates (leaf, NULL, c->leaf);
  g_assert_true (succeeds (openssl) == valid);
  g_assert_true (succeeds (gnutls) == valid);
  g_remove (anchors);
  g_remove (chain);
  g_remove (leaf);
}

static void
programs_agree (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      g_auto (PathCase) c = { 0 };
      g_autoptr (TbValidation) validation = NULL;

      path_case_init (&c, &chains[i].leaf);
      path_trust (&c, &lasting_root);
      path_pass_along (&c, &chains[i].authority);
      validation = path_validate (&c);
      g_test_message ("%s", chains[i].fact);
      g_assert_true (tb_validation_is_valid (validation) == chains[i].valid);
      ask_programs (&c, folder, chains[i].valid);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define FACT(name) g_test_add_func ("/against/" #name, name)
  FACT (shuffled_paths_are_never_valid_where_openssl_refuses);
  FACT (damaged_paths_are_never_valid_where_openssl_refuses);
  FACT (programs_agree);
  return g_test_run ();
}
