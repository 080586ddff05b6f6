/* ocsp-fixture: a question about three locks, and what the authority knows of them. */
#pragma once

#include <openssl/ocsp.h>

#include "revocation-fixture.h"

extern const TbOcspTerms ocsp_usual_terms;

void            ocsp_look_up       (const char *serial, TbOcspAnswer *answer, gpointer user_data);
GBytes         *ocsp_answer        (RevFixture *fixture, TbIdentity *signer, GBytes *request, const TbOcspTerms *terms);
GBytes         *ocsp_request_about (RevFixture *fixture, TbOcspHash hash, GBytes *nonce);
OCSP_BASICRESP *ocsp_open_response (GBytes *der);
