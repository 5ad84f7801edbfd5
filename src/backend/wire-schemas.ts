import { ConflictResponse, RefusalResponse } from './http/answer.response'
import {
  AssessmentDetailsResponse,
  BoundaryFileResponse,
  BoundaryResponse,
  DevelopmentResponse
} from './http/assessment-details.response'
import { PondPropertiesResponse, SurveyPondResponse, SurveyPondsResponse } from './http/survey-ponds.response'
import { AmountBody, BandBody, EdpBody, EdpImpactBody, LevyBody, QuotesRequest } from './http/quotes.request'
import {
  EngineBody,
  FigureBody,
  FindingBody,
  ImpactBody,
  LayerProvenanceBody,
  OutcomeBody,
  ProvenanceBody,
  ResultErrorBody,
  ResultsRequest,
  ScopeBody
} from './http/results.request'

/** Everything the backend sends to this service; unknown members are ignored. */
export const RECEIVED_BODIES = [
  AssessmentDetailsResponse,
  DevelopmentResponse,
  BoundaryResponse,
  BoundaryFileResponse,
  SurveyPondsResponse,
  SurveyPondResponse,
  PondPropertiesResponse,
  ConflictResponse,
  RefusalResponse
] as const

/** Everything this service sends to the backend; no other members. */
export const SENT_BODIES = [
  ResultsRequest,
  OutcomeBody,
  ScopeBody,
  ImpactBody,
  FigureBody,
  FindingBody,
  ProvenanceBody,
  LayerProvenanceBody,
  EngineBody,
  ResultErrorBody,
  QuotesRequest,
  EdpBody,
  EdpImpactBody,
  AmountBody,
  BandBody,
  LevyBody
] as const
