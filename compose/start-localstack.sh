#!/bin/bash
# Makes the queue with its dead-letter queue, and the bucket of the boundary files; safe to run again.
set -euo pipefail

export AWS_REGION=eu-west-2
export AWS_DEFAULT_REGION=eu-west-2
export AWS_ACCESS_KEY_ID=test
export AWS_SECRET_ACCESS_KEY=test

endpoint=http://localhost:4566
queue=nrf_impact_assessment_queue
dead_letter_queue="${queue}-deadletter"
bucket=nrf-boundary-files

sqs() {
  aws --endpoint-url="$endpoint" sqs "$@"
}

sqs create-queue --queue-name "$dead_letter_queue"
dead_letter_url=$(sqs get-queue-url --queue-name "$dead_letter_queue" --query QueueUrl --output text)
dead_letter_arn=$(sqs get-queue-attributes --queue-url "$dead_letter_url" --attribute-names QueueArn \
  --query Attributes.QueueArn --output text)

# Without attributes, because making a queue again with other ones is an error.
sqs create-queue --queue-name "$queue"
queue_url=$(sqs get-queue-url --queue-name "$queue" --query QueueUrl --output text)
sqs set-queue-attributes --queue-url "$queue_url" --attributes "$(
  cat <<JSON
{
  "VisibilityTimeout": "60",
  "ReceiveMessageWaitTimeSeconds": "20",
  "RedrivePolicy": "{\"deadLetterTargetArn\":\"$dead_letter_arn\",\"maxReceiveCount\":\"10\"}"
}
JSON
)"

if ! aws --endpoint-url="$endpoint" s3api head-bucket --bucket "$bucket" 2>/dev/null; then
  aws --endpoint-url="$endpoint" s3 mb "s3://$bucket"
fi
