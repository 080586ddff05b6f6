/* Fuzzes both ends of OCSP: the first byte says whether the rest is a request to answer or a response to judge. */
#include "fuzz.h"

#include <openssl/err.h>

#include "ocsp-fixture.h"
#include "tb-status.h"

static RevFixture *
get_fixture (void)
{
  static RevFixture *fixture;

  if (fixture == NULL)
    {
      fixture = g_new0 (RevFixture, 1);
      rev_fixture_set_up (fixture, GUINT_TO_POINTER (TB_KEY_P256));
    }
  return fixture;
}

/* Whatever was asked, the answer can be read. */
static void
answer (RevFixture *fixture, GBytes *request)
{
  g_autoptr (GBytes) bytes = ocsp_answer (fixture, fixture->issuing, request, &ocsp_usual_terms);
  g_autoptr (TbOcspResponse) response = tb_ocsp_response_new_from_bytes (fixture->crypto, bytes, NULL);

  if (response == NULL)
    g_error ("the answer cannot be read");
}

static void
judge (RevFixture *fixture, GBytes *bytes)
{
  g_autoptr (TbOcspResponse) response = tb_ocsp_response_new_from_bytes (fixture->crypto, bytes, NULL);
  g_autoptr (GPtrArray) responses = g_ptr_array_new ();
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbRevocationEvidence evidence = { NULL, responses, NULL };
  TbStatus status;

  if (response == NULL)
    return;
  g_ptr_array_add (responses, response);
  tb_status_judge (fixture->crypto, rev_certificate (fixture->locks[0]), rev_certificate (fixture->issuing), 0, &evidence, START_US + DAY_US / 2,
                   checks, &status, NULL);
  if ((tb_checks_first_failure (checks) == NULL) != (status.value == TB_STATUS_GOOD))
    g_error ("the rows do not say what the status is");
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GBytes) bytes = n_bytes > 0 ? g_bytes_new (data + 1, n_bytes - 1) : NULL;

  if (bytes != NULL)
    (data[0] & 1 ? judge : answer) (get_fixture (), bytes);
  ERR_clear_error ();
  return 0;
}

/* --- seeds --- */

static void
add (GPtrArray *seeds, guint8 kind, GBytes *bytes)
{
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, &kind, 1);
  g_byte_array_append (seed, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

GPtrArray *
fuzz_make_seeds (void)
{
  RevFixture *fixture = get_fixture ();
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) nonce = g_bytes_new_static ("0123456789abcdef", 16);
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA256, nonce);
  g_autoptr (GBytes) by_authority = ocsp_answer (fixture, fixture->issuing, request, &ocsp_usual_terms);
  g_autoptr (GBytes) by_delegate = ocsp_answer (fixture, fixture->responder, request, &ocsp_usual_terms);

  add (seeds, 0, request);
  add (seeds, 1, by_authority);
  add (seeds, 1, by_delegate);
  return seeds;
}
