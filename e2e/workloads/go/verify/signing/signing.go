// Package signing checks merchants' RSA signatures.
package signing

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"log"
)

type Keyring struct{ keys []*rsa.PrivateKey }

func NewKeyring(n int) *Keyring {
	k := &Keyring{}
	for range n {
		key, err := rsa.GenerateKey(rand.Reader, 4096)
		if err != nil {
			log.Fatal(err)
		}
		k.keys = append(k.keys, key)
	}
	return k
}

func (k *Keyring) Sign(merchant int, message []byte) []byte {
	signature, err := rsa.SignPKCS1v15(nil, k.of(merchant), crypto.SHA256, digest(message))
	if err != nil {
		log.Fatal(err)
	}
	return signature
}

func (k *Keyring) VerifyWebhook(merchant int, message, signature []byte) error {
	return rsa.VerifyPKCS1v15(&k.of(merchant).PublicKey, crypto.SHA256, digest(message), signature)
}

func (k *Keyring) of(merchant int) *rsa.PrivateKey { return k.keys[merchant%len(k.keys)] }

func digest(message []byte) []byte {
	sum := sha256.Sum256(message)
	return sum[:]
}
