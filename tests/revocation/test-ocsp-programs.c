/* Other programs believe what a responder signs. */
#include "ocsp-fixture.h"

#include "pki-fixture.h"

/* --- other programs --- */

typedef struct
{
  char *directory;
  char *issuer;
  char *request;
  char *response;
} Files;

static void
write_files (RevFixture *fixture, Files *files, TbIdentity *signer, const TbOcspTerms *terms)
{
  g_autoptr (GBytes) request = tb_ocsp_make_request (fixture->crypto, rev_certificate (fixture->locks[1]), rev_certificate (fixture->issuing), NULL, NULL);
  g_autoptr (GBytes) response = ocsp_answer (fixture, signer, request, terms);

  files->directory = g_dir_make_tmp ("trustbed-ocsp-XXXXXX", NULL);
  files->issuer = rev_write_pem (files->directory, "issuer.pem", rev_certificate (fixture->issuing));
  files->request = rev_write (files->directory, "request.der", request);
  files->response = rev_write (files->directory, "response.der", response);
}

static void
clear_files (Files *files)
{
  rev_remove (files->directory);
  g_free (files->directory);
  g_free (files->issuer);
  g_free (files->request);
  g_free (files->response);
}

/* Both judge freshness by the clock on the wall, so freshness is tested at its edges: no nextUpdate at all, and one long past. */
static void
other_programs_accept_responses (RevFixture *fixture, gconstpointer algorithm)
{
  TbOcspTerms terms = { START_US, START_US + G_GINT64_CONSTANT (100) * 365 * DAY_US, START_US, FALSE };
  TbIdentity *signers[] = { fixture->issuing, fixture->responder };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (signers); i++)
    {
      Files files;

      terms.by_key = i % 2;
      write_files (fixture, &files, signers[i / 2], &terms);
      rev_run (files.directory, 0, "Response verify OK",
               (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-CAfile", files.issuer, "-reqin", files.request,
                                  "-respin", files.response, "-no_nonce", NULL });
      rev_run (files.directory, 0, "Cert Status: revoked",
               (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-CAfile", files.issuer, "-respin", files.response, "-resp_text", NULL });
      rev_run (files.directory, 0, "Success",
               (const char *[]) { "ocsptool", "--verify-response", "--load-response", files.response,
                                  i / 2 == 0 ? "--load-signer" : "--load-trust", files.issuer, NULL });
      clear_files (&files);
    }
}

static void
openssl_accepts_the_signer_it_is_told (RevFixture *fixture, gconstpointer algorithm)
{
  Files files;

  write_files (fixture, &files, fixture->issuing, &ocsp_usual_terms);
  rev_run (files.directory, 0, "Response verify OK",
           (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-VAfile", files.issuer, "-reqin", files.request,
                              "-respin", files.response, "-no_nonce", NULL });
  clear_files (&files);
}

static void
openssl_refuses_a_stale_response (RevFixture *fixture, gconstpointer algorithm)
{
  static const TbOcspTerms long_ago = { 0, DAY_US, 0, FALSE };
  g_autofree char *certificate = NULL;
  Files files;

  write_files (fixture, &files, fixture->issuing, &long_ago);
  certificate = rev_write_pem (files.directory, "lock.pem", rev_certificate (fixture->locks[1]));
  rev_run (files.directory, 0, "status expired",
           (const char *[]) { "openssl", "ocsp", "-issuer", files.issuer, "-cert", certificate, "-VAfile", files.issuer,
                              "-respin", files.response, "-no_nonce", NULL });
  clear_files (&files);
}

#define ADD_ONE(path, kind, test) g_test_add (path, RevFixture, GUINT_TO_POINTER (kind), rev_fixture_set_up, test, rev_fixture_tear_down)
#define ADD(path, test) ADD_ONE (path, TB_KEY_P256, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ocsp/programs", other_programs_accept_responses);
  ADD ("/ocsp/programs/named-signer", openssl_accepts_the_signer_it_is_told);
  ADD ("/ocsp/programs/stale", openssl_refuses_a_stale_response);
  return g_test_run ();
}
