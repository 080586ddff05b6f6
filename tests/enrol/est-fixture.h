/* est-fixture: an EST server in front of an authority, a device with a factory certificate from another one, and the wire between them. */
#pragma once

#include "pki-fixture.h"
#include "tb-est.h"

#define EST_NOW_US  (START_US + DAY_US)
#define EST_LIFE_US (30 * DAY_US)

typedef struct
{
  PkiFixture pki;
  TbAuthority *maker;           /* of the device, with a root of its own */
  TbIdentity *factory;          /* what the device comes with */
  TbKey *key;                   /* what it makes */
  TbStream stream;
  TbEstAuthority by;
  guint retry_after_s;          /* above 0: nothing is decided */
  guint n_asked;                /* how often the issuing callback was */
  GPtrArray *authorities;
  TbEstServer *server;
} EstFixture;

void            est_fixture_set_up    (EstFixture *fixture, gconstpointer label);
void            est_fixture_tear_down (EstFixture *fixture, gconstpointer label);
GBytes         *est_csr               (EstFixture *fixture, const char *common_name);
TbHttpResponse *est_talk              (EstFixture *fixture, const TbHttpRequest *request, TbCertificate *client);
TbHttpResponse *est_post              (EstFixture *fixture, TbEstOperation operation, GBytes *csr, TbCertificate *client);
TbHttpResponse *est_get               (EstFixture *fixture, TbEstOperation operation);
TbCertificate  *est_enrol             (EstFixture *fixture);
