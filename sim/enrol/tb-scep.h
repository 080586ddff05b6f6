/* tb-scep: the words of the Simple Certificate Enrolment Protocol (RFC 8894): kinds of messages, what came of a request, and why it was refused. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TB_SCEP_MAX_BYTES:
 *
 * The largest pkiMessage that is read: 64 KiB.
 */
#define TB_SCEP_MAX_BYTES (64 * 1024)

/**
 * TB_SCEP_NONCE_BYTES:
 *
 * How long a nonce is (RFC 8894 section 3.2.1.5).
 */
#define TB_SCEP_NONCE_BYTES 16

/**
 * TbScepType:
 *
 * messageType with the numbers of RFC 8894 section 3.2.1.2.
 */
typedef enum
{
  TB_SCEP_CERT_REP = 3,
  TB_SCEP_RENEWAL_REQ = 17,
  TB_SCEP_PKCS_REQ = 19,
  TB_SCEP_CERT_POLL = 20,
  TB_SCEP_GET_CERT = 21,
  TB_SCEP_GET_CRL = 22,
} TbScepType;

/**
 * TbScepStatus:
 *
 * pkiStatus with the numbers of RFC 8894 section 3.2.1.3.
 */
typedef enum
{
  TB_SCEP_SUCCESS = 0,
  TB_SCEP_FAILURE = 2,
  TB_SCEP_PENDING = 3,
} TbScepStatus;

/**
 * TbScepFailInfo:
 * @TB_SCEP_NO_FAILURE: all is well
 *
 * failInfo with the numbers of RFC 8894 section 3.2.1.4.
 */
typedef enum
{
  TB_SCEP_NO_FAILURE = -1,
  TB_SCEP_BAD_ALG = 0,
  TB_SCEP_BAD_MESSAGE_CHECK = 1,
  TB_SCEP_BAD_REQUEST = 2,
  TB_SCEP_BAD_TIME = 3,
  TB_SCEP_BAD_CERT_ID = 4,
} TbScepFailInfo;

/**
 * TbScepCapability:
 *
 * What GetCACaps may tell (RFC 8894 section 3.5.2), as bits. Keywords that are not in this list mean nothing here.
 */
typedef enum
{
  TB_SCEP_CAN_AES = 1 << 0,
  TB_SCEP_CAN_POST = 1 << 1,
  TB_SCEP_CAN_RENEW = 1 << 2,
  TB_SCEP_CAN_SHA256 = 1 << 3,
  TB_SCEP_CAN_SHA512 = 1 << 4,
  TB_SCEP_CAN_STANDARD = 1 << 5,
} TbScepCapability;

const char *tb_scep_type_to_code      (TbScepType type);              /* "PKCSReq"; NULL for a number that is none */
const char *tb_scep_fail_info_to_code (TbScepFailInfo info);          /* "badAlg"; NULL for a number that is none */
const char *tb_scep_status_to_code    (TbScepStatus status);          /* "SUCCESS"; NULL for a number that is none */
guint       tb_scep_capabilities_read (GBytes *text);

G_END_DECLS
