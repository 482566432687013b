"""Seals and opens files with the official Python SDK: jobs as JSON on standard input, one answer for each on output.

A key is {namespace, name, hex} or, for a passphrase, {namespace, name, passphrase}.
"""

import base64
import json
import sys

import argon2.low_level
import aws_encryption_sdk
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import (
    AesWrappingAlg,
    CreateMultiKeyringInput,
    CreateRawAesKeyringInput,
)
from aws_encryption_sdk import CommitmentPolicy
from aws_encryption_sdk.identifiers import AlgorithmSuite

SUITE = AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY

client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
providers = AwsCryptographicMaterialProviders(MaterialProvidersConfig())


def key_bytes(key):
    if "hex" in key:
        return bytes.fromhex(key["hex"])
    costs, salt = key["name"].split("$")[3:]
    memory, passes, lanes = (int(cost[2:]) for cost in costs.split(","))
    return argon2.low_level.hash_secret_raw(
        key["passphrase"].encode(),
        base64.b64decode(salt + "=="),
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=32,
        type=argon2.low_level.Type.ID,
    )


def keyring(keys):
    rings = [
        providers.create_raw_aes_keyring(
            CreateRawAesKeyringInput(
                key_namespace=key["namespace"],
                key_name=key["name"],
                wrapping_key=key_bytes(key),
                wrapping_alg=AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16,
            )
        )
        for key in keys
    ]
    return providers.create_multi_keyring(CreateMultiKeyringInput(generator=rings[0], child_keyrings=rings[1:]))


def work(job):
    with open(job["from"], "rb") as file:
        content = file.read()
    ring = keyring(job["keys"])
    if job["do"] == "seal":
        made, _ = client.encrypt(source=content, keyring=ring, algorithm=SUITE, frame_length=job["frameLen"])
    else:
        with client.stream(mode="decrypt-unsigned", source=content, keyring=ring) as stream:
            made = stream.read()
    with open(job["to"], "wb") as file:
        file.write(made)


for job in json.load(sys.stdin):
    try:
        work(job)
        print(json.dumps("done"))
    except Exception as error:  # whatever it is, it is this job's answer
        print(json.dumps(f"{type(error).__name__}: {error}"))
