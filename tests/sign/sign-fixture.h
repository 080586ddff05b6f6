/* sign-fixture: keys and short cuts that the tests of the benches share. */
#pragma once

#include "tb-sign-bench.h"

typedef struct
{
  TbCrypto *crypto;
  TbKey *keys[TB_SIGN_N_SCHEMES];       /* the sender's, per scheme; the RSA schemes share one */
  TbKey *others[TB_SIGN_N_SCHEMES];     /* somebody else's */
  GBytes *message;
} SignFixture;

void         sign_fixture_set_up    (SignFixture *fixture, gconstpointer data);
void         sign_fixture_tear_down (SignFixture *fixture, gconstpointer data);
TbStream     sign_stream            (const char *name);
TbKey       *sign_make_key          (TbCrypto *crypto, TbKeyAlgorithm algorithm, const char *name);
GBytes      *sign_get               (const GPtrArray *steps, const char *step, const char *value);
char        *sign_list_codes        (const GPtrArray *steps);
const char  *sign_get_noticing      (const GPtrArray *steps);
