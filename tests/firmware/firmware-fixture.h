/* firmware-fixture: a maker with a code-signing certificate, a device's terms, and images good and bad. */
#pragma once

#include "pki-fixture.h"
#include "tb-firmware-judge.h"

#define VENDOR "House"
#define MODEL  "lock"

typedef struct
{
  PkiFixture pki;
  TbIdentity *signer;
  GBytes *payload;
  GBytes *envelope;             /* version 3, signed */
  TbFirmwareTerms terms;        /* of a lock that runs version 2 */
} FirmwareFixture;

void     firmware_fixture_set_up    (FirmwareFixture *f, gconstpointer unused);
void     firmware_fixture_tear_down (FirmwareFixture *f, gconstpointer unused);
GBytes  *firmware_manifest          (FirmwareFixture *f, const char *model, guint version);
GBytes  *firmware_sign              (GBytes *manifest, TbIdentity *signer);
TbFirmwareVerdict *firmware_judge   (FirmwareFixture *f, GBytes *envelope, GBytes *payload);
void     firmware_assert_verdict    (FirmwareFixture *f, GBytes *envelope, GBytes *payload, const char *reason, const char *failing);
